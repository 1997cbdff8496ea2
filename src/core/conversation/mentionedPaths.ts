import { splitDiff } from '../diffs/splitDiff';
import { pathMentions } from '../focus/questionTerms';
import type { Turn } from './conversation';

/** A diff over more files than these names none in particular. */
const mostOfDiff = 64;

/**
 * The files a question is explicitly about, as they are named there: by paths in its words, and by the diff that goes
 * with it. A name may fit several files, or none.
 */
export function mentionedPaths({ question, attachment }: Pick<Turn, 'question' | 'attachment'>): readonly string[] {
	const named = pathMentions(question).map(({ path }) => path);
	const changed = attachment ? splitDiff(attachment.diff).map(({ path }) => path) : [];
	const ofDiff = changed.length <= mostOfDiff ? changed.filter((path) => path !== '') : [];
	return [...new Set([...named, ...ofDiff])].sort();
}
