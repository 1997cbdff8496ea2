import type { JSX } from 'preact';

/** Icons of the codicon font that the page uses; each has its rule in `styles/icons.css`. */
export type IconName =
	| 'add'
	| 'arrow-down'
	| 'arrow-right'
	| 'arrow-up'
	| 'attach'
	| 'beaker'
	| 'book'
	| 'check'
	| 'chevron-right'
	| 'circle-large-outline'
	| 'circle-slash'
	| 'close'
	| 'comment-discussion'
	| 'copy'
	| 'debug-start'
	| 'debug-stop'
	| 'diff-added'
	| 'diff-modified'
	| 'diff-removed'
	| 'diff-renamed'
	| 'error'
	| 'file-media'
	| 'files'
	| 'folder'
	| 'git-compare'
	| 'info'
	| 'key'
	| 'layers'
	| 'lightbulb'
	| 'pass'
	| 'question'
	| 'rename'
	| 'server'
	| 'shield'
	| 'sparkle'
	| 'verified'
	| 'warning';

/** An icon beside words that say the same: hidden from screen readers. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
	return <span class={`icon icon-${name}`} aria-hidden="true" />;
}
