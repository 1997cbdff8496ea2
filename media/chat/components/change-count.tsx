import type { JSX } from 'preact';
import { formatCount, plural } from '../../../src/protocol';

interface ChangeCountProps {
	readonly added: number;
	readonly removed: number;
}

/** `+24 −6`: lines added and removed. */
export function ChangeCount({ added, removed }: ChangeCountProps): JSX.Element {
	return (
		<span class="change-count">
			<span aria-hidden="true">
				<span class="is-added">+{formatCount(added)}</span> <span class="is-removed">−{formatCount(removed)}</span>
			</span>
			<span class="visually-hidden">
				{plural(added, 'line')} added, {plural(removed, 'line')} removed
			</span>
		</span>
	);
}
