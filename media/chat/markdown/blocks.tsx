import type { MarkedToken, Tokens } from 'marked';
import type { JSX } from 'preact';
import type { BlockContext } from './block-view';
import { CodeBlock } from './code-block';
import { Inline } from './inline';
import { decodeEntities, typed } from './lex';

interface BlocksProps {
	readonly tokens: readonly MarkedToken[];
	readonly context: BlockContext;
	readonly depth: number;
}

/** Deeper nesting than a reader can follow, or a narrow column show, is left as source. */
const deepest = 12;

/** Block-level tokens as elements. */
export function Blocks({ tokens, context, depth }: BlocksProps): JSX.Element {
	return (
		<>
			{tokens.map((token, index) => (
				<BlockNode key={index} token={token} context={context} depth={depth} />
			))}
		</>
	);
}

interface BlockNodeProps {
	readonly token: MarkedToken;
	readonly context: BlockContext;
	readonly depth: number;
}

function BlockNode({ token, context, depth }: BlockNodeProps): JSX.Element | null {
	if (depth > deepest) {
		return <p class="plain">{context.plain(token.raw)}</p>;
	}
	switch (token.type) {
		case 'space':
		case 'def':
			return null;
		case 'hr':
			return <hr />;
		case 'heading':
			return <Heading token={token} context={context} />;
		case 'paragraph':
			return (
				<p>
					<Inline tokens={typed(token.tokens)} context={context} depth={depth} />
				</p>
			);
		case 'text':
			return token.tokens === undefined ? (
				<>{context.plain(decodeEntities(token.text))}</>
			) : (
				<Inline tokens={typed(token.tokens)} context={context} depth={depth} />
			);
		case 'code':
			return <CodeBlock code={context.plain(token.text)} info={token.lang} live={context.live} />;
		case 'blockquote':
			return (
				<blockquote>
					<Blocks tokens={typed(token.tokens)} context={context} depth={depth + 1} />
				</blockquote>
			);
		case 'list':
			return <List token={token} context={context} depth={depth} />;
		case 'table':
			return <Table token={token} context={context} depth={depth} />;
		case 'html':
			// Markup of the model is text like any other.
			return <p class="plain">{context.plain(token.raw.trimEnd())}</p>;
		default:
			return <Inline tokens={[token]} context={context} depth={depth} />;
	}
}

interface HeadingProps {
	readonly token: Tokens.Heading;
	readonly context: BlockContext;
}

/** Headings of an answer begin below those of the page. */
function Heading({ token, context }: HeadingProps): JSX.Element {
	const level = Math.min(6, token.depth + 2);
	return (
		<div class={`heading heading-${token.depth}`} role="heading" aria-level={level}>
			<Inline tokens={typed(token.tokens)} context={context} depth={0} />
		</div>
	);
}

interface ListProps {
	readonly token: Tokens.List;
	readonly context: BlockContext;
	readonly depth: number;
}

function List({ token, context, depth }: ListProps): JSX.Element {
	const items = token.items.map((item, index) => (
		<li key={index} class={item.task ? 'task' : undefined}>
			<Blocks tokens={typed(item.tokens)} context={context} depth={depth + 1} />
		</li>
	));
	const looseness = token.loose ? 'is-loose' : undefined;
	return token.ordered ? (
		<ol start={token.start === '' ? 1 : token.start} class={looseness}>
			{items}
		</ol>
	) : (
		<ul class={looseness}>{items}</ul>
	);
}

interface TableProps {
	readonly token: Tokens.Table;
	readonly context: BlockContext;
	readonly depth: number;
}

function Table({ token, context, depth }: TableProps): JSX.Element {
	const cell = ({ tokens, align }: Tokens.TableCell, index: number, header: boolean): JSX.Element => {
		const Cell = header ? 'th' : 'td';
		return (
			<Cell key={index} class={align === null ? undefined : `align-${align}`}>
				<Inline tokens={typed(tokens)} context={context} depth={depth} />
			</Cell>
		);
	};
	return (
		<div class="table" tabIndex={0} role="region" aria-label="Table">
			<table>
				<thead>
					<tr>{token.header.map((each, index) => cell(each, index, true))}</tr>
				</thead>
				<tbody>
					{token.rows.map((row, index) => (
						<tr key={index}>{row.map((each, column) => cell(each, column, false))}</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}
