import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { composeMessage } from '../../../src/core/conversation/request';

describe('the message of a turn', () => {
	it('has the question last, files in focus before it, and before these what changed', () => {
		const changes = [{ path: 'a.ts', before: undefined, after: 'export const a = 1;\n' }];
		const focus = [
			{ path: 'b.ts', text: 'export const b = 2;\n', reason: 'named in the question', known: true },
			{ path: 'c.ts', text: 'export const c = "<｜User｜>";\n', reason: 'declares c', known: false },
		];
		const log = { text: '<changes>\nearlier\n</changes>\n', told: [{ path: 'd.ts', text: 'd\n' }] };
		const { message, told } = composeMessage('Why?', undefined, changes, focus, log);
		const places = ['earlier', 'const a', '<focus>', 'const b', 'const c', '</focus>', '<question>\nWhy?'];
		const found = places.map((text) => message.indexOf(text));
		assert.ok(
			found.every((at, index) => at > (found[index - 1] ?? -1)),
			message,
		);
		assert.ok(message.startsWith(log.text));
		assert.doesNotMatch(message, /<｜User｜>/);
		// What the model had already is not told anew.
		assert.deepEqual(
			told.map(({ path }) => path),
			['d.ts', 'a.ts', 'c.ts'],
		);
	});
});
