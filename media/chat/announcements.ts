import { type AnswerView, type ImageView, plural } from '../../src/protocol';
import { imageFacts } from './wording/composer';

/**
 * The sentence a screen reader hears when an answer changed, or undefined when the change is not worth one: the start,
 * the end and what went wrong are said, the words in between are not.
 */
export function announcementFor(previous: AnswerView | undefined, next: AnswerView): string | undefined {
	if (previous?.status === next.status) {
		return undefined;
	}
	switch (next.status) {
		case 'preparing':
			return 'Question taken. Preparing the context.';
		case 'waiting':
			return 'Question sent. Waiting for the answer.';
		case 'queued':
			return 'The endpoint is busy. Waiting in its queue.';
		case 'reasoning':
			return 'The model is thinking.';
		case 'writing':
			return 'The answer is being written.';
		case 'done':
			return previous === undefined ? undefined : `${next.notice?.message ?? 'Answer complete.'}${editsOf(next)}`;
		case 'stopped':
			return 'Stopped. What had arrived is kept.';
		case 'interrupted':
			return 'The answer was interrupted. What had arrived is kept.';
		case 'failed':
			return `Failed. ${next.failure?.message ?? ''}`.trimEnd();
	}
}

/** What became of the images in the composer, or undefined when nothing worth saying did. */
export function imagesSentence(before: readonly ImageView[], now: readonly ImageView[]): string | undefined {
	const added = now.find((image) => !before.some(({ hash }) => hash === image.hash));
	if (added) {
		return `${added.name} attached, ${imageFacts(added)}.`;
	}
	const removed = before.filter((image) => !now.some(({ hash }) => hash === image.hash));
	return removed.length === 1 ? `${removed[0]!.name} is not attached any more.` : undefined;
}

function editsOf(answer: AnswerView): string {
	const files = answer.edits?.files.length ?? 0;
	return files === 0 ? '' : ` It proposes changes to ${plural(files, 'file')}.`;
}
