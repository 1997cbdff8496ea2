import type { MarkedToken, Tokens } from 'marked';
import type { ComponentChildren, JSX } from 'preact';
import { Icon } from '../components/icon';
import { usePage } from '../page';
import type { BlockContext } from './block-view';
import { Citation } from './citation';
import { splitMarks } from './citations';
import { decodeEntities, typed } from './lex';
import { linkTarget } from './links';

interface InlineProps {
	readonly tokens: readonly MarkedToken[];
	readonly context: BlockContext;
	readonly depth: number;
}

/** Emphasis within emphasis beyond this is hostile, not prose. */
const deepest = 24;

/** Inline tokens as elements. */
export function Inline({ tokens, context, depth }: InlineProps): JSX.Element {
	return (
		<>
			{tokens.map((token, index) => (
				<InlineNode key={index} token={token} context={context} depth={depth + 1} />
			))}
		</>
	);
}

interface InlineNodeProps {
	readonly token: MarkedToken;
	readonly context: BlockContext;
	readonly depth: number;
}

function InlineNode({ token, context, depth }: InlineNodeProps): JSX.Element | null {
	if (depth > deepest) {
		return <>{context.plain(token.raw)}</>;
	}
	switch (token.type) {
		case 'text':
			return token.tokens === undefined ? (
				<Marked text={decodeEntities(token.text)} context={context} wrap={asText} />
			) : (
				<Inline tokens={typed(token.tokens)} context={context} depth={depth} />
			);
		case 'escape':
			return <>{token.text}</>;
		case 'codespan':
			return <Marked text={token.text} context={context} wrap={asCode} />;
		case 'strong':
			return (
				<strong>
					<Inline tokens={typed(token.tokens)} context={context} depth={depth} />
				</strong>
			);
		case 'em':
			return (
				<em>
					<Inline tokens={typed(token.tokens)} context={context} depth={depth} />
				</em>
			);
		case 'del':
			return (
				<del>
					<Inline tokens={typed(token.tokens)} context={context} depth={depth} />
				</del>
			);
		case 'br':
			return <br />;
		case 'checkbox':
			return (
				<span class="checkbox" role="img" aria-label={token.checked ? 'done' : 'to do'}>
					<Icon name={token.checked ? 'pass' : 'circle-large-outline'} />
				</span>
			);
		case 'link':
			return <Link token={token} context={context} depth={depth} />;
		case 'image':
			return <Image token={token} context={context} />;
		case 'html':
			return /^<br\s*\/?>$/i.test(token.raw) ? <br /> : <>{context.plain(token.raw)}</>;
		default:
			return <>{context.plain(token.raw)}</>;
	}
}

const asText = (text: string): ComponentChildren => text;
const asCode = (text: string): ComponentChildren => <code>{text}</code>;

interface MarkedProps {
	readonly text: string;
	readonly context: BlockContext;
	readonly wrap: (text: string) => ComponentChildren;
}

/** Text with its citations as buttons; a code span that is nothing but a citation becomes just the button. */
function Marked({ text, context, wrap }: MarkedProps): JSX.Element {
	return (
		<>
			{splitMarks(text).map((piece) => {
				if (typeof piece === 'string') {
					return wrap(piece);
				}
				const citation = context.citation(piece.index);
				return citation === undefined ? null : (
					<span key={piece.index} class="cited">
						<Citation turnId={context.turnId} citation={citation} />
						{piece.closing}
					</span>
				);
			})}
		</>
	);
}

interface LinkProps {
	readonly token: Tokens.Link;
	readonly context: BlockContext;
	readonly depth: number;
}

function Link({ token, context, depth }: LinkProps): JSX.Element {
	const children = <Inline tokens={typed(token.tokens)} context={context} depth={depth} />;
	const cited = splitMarks(token.text).some((piece) => typeof piece !== 'string');
	// A citation is a button of its own, and a link around it could not be told apart.
	return cited ? <span>{children}</span> : <Anchor href={context.plain(token.href)}>{children}</Anchor>;
}

interface ImageProps {
	readonly token: Tokens.Image;
	readonly context: BlockContext;
}

/** Images are never loaded, as their address could carry the workspace away: their words stand for them. */
function Image({ token, context }: ImageProps): JSX.Element {
	const words = context.plain(decodeEntities(token.text));
	return <Anchor href={context.plain(token.href)}>{words === '' ? 'image' : words}</Anchor>;
}

interface AnchorProps {
	readonly href: string;
	readonly children: ComponentChildren;
}

/**
 * Looks and works like a link, but has no address: the editor would open it itself, without asking the extension.
 */
function Anchor({ href, children }: AnchorProps): JSX.Element {
	const page = usePage();
	const target = linkTarget(href);
	if (target.kind === 'none') {
		return (
			<span class="dead-link" title={`Not a link to follow: ${href.slice(0, 500)}`}>
				{children}
			</span>
		);
	}
	const open = (): void => {
		page.send(
			target.kind === 'address' ? { type: 'openLink', url: target.url } : { type: 'openFile', path: target.path },
		);
	};
	return (
		<a
			class="link"
			role="link"
			tabIndex={0}
			title={href.slice(0, 500)}
			onClick={open}
			onKeyDown={(event) => {
				if (event.key === 'Enter') {
					event.preventDefault();
					open();
				}
			}}
		>
			{children}
		</a>
	);
}
