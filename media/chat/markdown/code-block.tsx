import type { Element, Root, RootContent } from 'hast';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Icon } from '../components/icon';
import { usePage } from '../page';
import { fenceLabel, highlight } from './highlight';

interface CodeBlockProps {
	readonly code: string;
	/** The words after the opening fence. */
	readonly info: string | undefined;
	readonly live: boolean;
}

/** While it is being written, code longer than this gets its colours at the end. */
const longestLive = 4_000;
const copiedFor = 1_600;

/** A block of code with its language, colours and a button to copy it. */
export function CodeBlock({ code, info, live }: CodeBlockProps): JSX.Element {
	const { language, label } = fenceLabel(info);
	const tree = useMemo(
		() => (live && code.length > longestLive ? undefined : highlight(code, language)),
		[code, language, live],
	);
	const title = label === '' ? 'text' : label;
	return (
		<div class="code-block" data-testid="code-block">
			<div class="code-head">
				<span class="code-label">{title}</span>
				<CopyButton text={code} />
			</div>
			<pre tabIndex={0} role="region" aria-label={`Code, ${title}`}>
				<code>{tree === undefined ? code : nodes(tree)}</code>
			</pre>
		</div>
	);
}

function CopyButton({ text }: { readonly text: string }): JSX.Element {
	const page = usePage();
	const [copied, setCopied] = useState(0);
	useEffect(() => {
		if (copied === 0) {
			return;
		}
		const timer = setTimeout(() => setCopied(0), copiedFor);
		return () => clearTimeout(timer);
	}, [copied]);
	return (
		<button
			type="button"
			class="copy"
			data-testid="copy-code"
			onClick={() => {
				page.send({ type: 'copy', text });
				page.dispatch({ type: 'announce', text: 'Copied' });
				setCopied(copied + 1);
			}}
		>
			<Icon name={copied > 0 ? 'check' : 'copy'} />
			<span>{copied > 0 ? 'Copied' : 'Copy'}</span>
		</button>
	);
}

function nodes(parent: Root | Element): ComponentChildren {
	return parent.children.map((child: RootContent, index) => {
		if (child.type === 'text') {
			return child.value;
		}
		if (child.type !== 'element') {
			return null;
		}
		const names = child.properties['className'];
		return (
			<span key={index} class={Array.isArray(names) ? names.join(' ') : undefined}>
				{nodes(child)}
			</span>
		);
	});
}
