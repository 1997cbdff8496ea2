import assert from 'node:assert/strict';
import { CheckOutput, checkQuestion } from '../../../src/core/conversation/checkQuestion';

function outputOf(...parts: string[]): string {
	const output = new CheckOutput();
	parts.forEach((part) => output.add(part));
	return output.text;
}

describe('the output of a check', () => {
	it('is plain text, whatever a terminal makes of it', () => {
		assert.equal(
			outputOf('\u001b[31mred\u001b[0m\r\n', '10 %\r50 %\r100 %\ndone\u0007\n', '\u001b]0;title\u0007end'),
			'red\n100 %\ndone\nend',
		);
	});

	it('keeps its beginning and its end, however long it is', () => {
		const lines = Array.from({ length: 50_000 }, (_, index) => `line ${index}\n`);
		const text = outputOf(...lines);
		assert.ok(text.length < 22_000);
		assert.ok(text.startsWith('line 0\n'));
		assert.ok(text.endsWith('line 49999\n'));
		assert.match(text, /\n… \(some output is left out\)\nline \d+\n/);
	});

	it('is left whole when it is short enough', () => {
		const text = 'x\n'.repeat(9_000);
		assert.equal(outputOf(text), text);
	});

	it('is asked about in a fence it cannot leave', () => {
		const question = checkQuestion('npm: test', 1, 'before\n```\nafter\n');
		assert.match(question, /“npm: test” failed with exit code 1/);
		assert.match(question, /\n````\nbefore\n```\nafter\n````$/);
		assert.match(checkQuestion('npm: test', undefined, ' \n'), /was ended.*\n\nIt wrote nothing\.$/s);
	});
});
