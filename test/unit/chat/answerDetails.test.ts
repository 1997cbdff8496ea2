import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { SectionList } from '../../../src/core/context/sections';
import { PackIndex } from '../../../src/core/context/packIndex';
import { renderSection } from '../../../src/core/context/layout';
import { createConversation, type Answer } from '../../../src/core/conversation/conversation';
import { ToldFiles } from '../../../src/core/conversation/request';
import { GrowingAnswer, inspectAnswer } from '../../../src/vscode/chat/answerDetails';

describe('what is found in an answer', () => {
	const text = 'export function total(lines) {\n\treturn lines.length;\n}\n';
	const rendered = renderSection('src/total.ts', text);
	const section = { path: 'src/total.ts', tier: 'full', finalNewline: true, hash: '' } as const;
	const sections = new SectionList([{ ...section, start: rendered.start, end: rendered.end }]);
	const index = new PackIndex({ id: 'a', bytes: Buffer.from(rendered.text), sections });
	const told = new ToldFiles(index, createConversation('', 0, { model: 'm', thinking: { enabled: false } }));
	const edit =
		'src/total.ts\n```\n<<<<<<< SEARCH\n\treturn lines.length;\n=======\n\treturn 0;\n>>>>>>> REPLACE\n```\n\n';
	const paragraph =
		'The function `total` in `total.ts:1` counts; see `src/gone.ts:3`, and `lines.length` at `src/total.ts:9`.\n\n';
	const content = (paragraph + edit).repeat(12) + edit.slice(0, -20);
	const answer: Answer = { status: 'done', content, reasoning: '', startedAt: 0 };

	for (const [name, given] of [
		['with the files it was told', told],
		['whose files are not known any more', undefined],
	] as const) {
		it(`piece by piece is what is found in all of it: ${name}`, async () => {
			const expected = inspectAnswer(answer, given);
			assert.equal(expected.citations.length > 20, given !== undefined);
			assert.equal(expected.parsed.edits.length, 12);
			assert.deepEqual(await new GrowingAnswer(given).end(answer), expected);
			for (const looked of [1, 700, content.length]) {
				const growing = new GrowingAnswer(given);
				growing.of({ ...answer, status: 'writing', content: content.slice(0, looked) });
				assert.deepEqual(await growing.end(answer), expected, `after ${looked} characters`);
			}
		});
	}
});
