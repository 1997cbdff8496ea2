import type { JSX } from 'preact';

/** A file by its name first and its folder after, as the editor lists files: the name is what must not be cut off. */
export function PathName({ path, to }: { readonly path: string; readonly to?: string | undefined }): JSX.Element {
	const slash = path.lastIndexOf('/');
	const name = path.slice(slash + 1);
	const folder = path.slice(0, Math.max(0, slash));
	return (
		<span class="path-name" title={to === undefined ? path : `${path} → ${to}`}>
			<span class="path-file">
				{name}
				{to !== undefined && ` → ${movedName(folder, to)}`}
			</span>
			{folder !== '' && <span class="path-folder">{folder}</span>}
		</span>
	);
}

/** Only the new name when the folder stays, the whole new path when it does not. */
function movedName(folder: string, to: string): string {
	const slash = to.lastIndexOf('/');
	return to.slice(0, Math.max(0, slash)) === folder ? to.slice(slash + 1) : to;
}
