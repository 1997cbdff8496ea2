import { parseUnifiedDiff } from './parseUnifiedDiff';
import { pathOf } from './types';

/**
 * The parts of a diff, one per file, in their order: joined they are the diff again.
 * @param diff as git prints it
 */
export function splitDiff(diff: string): { readonly path: string; readonly text: string }[] {
	return diff.split(/^(?=diff --git )/m).map((text) => {
		const file = parseUnifiedDiff(text)[0];
		return { path: file ? pathOf(file) : '', text };
	});
}
