import assert from 'node:assert/strict';
import type { Answer } from '../../../src/core/conversation/conversation';
import { inspectAnswer } from '../../../src/vscode/chat/answerDetails';
import { editCard } from '../../../src/vscode/chat/editCard';
import type { AnswerReview } from '../../../src/vscode/review/answerReview';

const nothing: AnswerReview = {
	pending: new Map(),
	decided: new Map(),
	files: undefined,
	applied: false,
	canUndo: false,
	working: undefined,
};

describe('the card of an answer with edits', () => {
	function segmentsOf(content: string) {
		const answer: Answer = { status: 'done', reasoning: '', content, startedAt: 0 };
		return editCard(answer, inspectAnswer(answer, undefined), nothing, undefined)!.segments;
	}

	const block = (search: string, replace: string) =>
		`a.ts\n\`\`\`\n<<<<<<< SEARCH\n${search}=======\n${replace}>>>>>>> REPLACE\n\`\`\`\n`;
	const lines = (count: number, word: string) =>
		Array.from({ length: count }, (_, index) => `${word} ${index}\n`).join('');

	it('shows the lines of a short edit, and says how many of a long one it does not show', () => {
		const [short, long] = segmentsOf(`${block('old\n', 'new\n')}\n${block(lines(230, 'old'), lines(450, 'new'))}`);
		assert.deepEqual([short!.removed, short!.added, short!.cut], [['old'], ['new'], undefined]);
		assert.deepEqual([long!.removed.length, long!.added.length, long!.cut], [200, 200, { removed: 30, added: 250 }]);
	});
});
