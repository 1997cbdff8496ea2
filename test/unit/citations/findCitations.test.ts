import assert from 'node:assert/strict';
import { findCitations } from '../../../src/core/citations/findCitations';

/** What was found, as `path:line-end`, each with the text its range covers. */
function found(text: string): [string, string][] {
	return findCitations(text).map(({ start, end, path, line, endLine }) => [
		`${path}:${line}${endLine === undefined ? '' : `-${endLine}`}`,
		text.slice(start, end),
	]);
}

function places(text: string): string[] {
	return found(text).map(([place]) => place);
}

describe('findCitations', () => {
	const forms: [string, string, string][] = [
		['see `src/a.ts:12`.', 'src/a.ts:12', 'src/a.ts:12'],
		['see src/a.ts:12.', 'src/a.ts:12', 'src/a.ts:12'],
		['(src/a.ts:12-30)', 'src/a.ts:12-30', 'src/a.ts:12-30'],
		['**src/a.ts:12–30**', 'src/a.ts:12-30', 'src/a.ts:12–30'],
		['`src/a.ts:L12-L30`', 'src/a.ts:12-30', 'src/a.ts:L12-L30'],
		['src/a.ts#L12-L30, then', 'src/a.ts:12-30', 'src/a.ts#L12-L30'],
		['src/a.ts#L12C3-L30C5', 'src/a.ts:12-30', 'src/a.ts#L12C3-L30C5'],
		['`src/a.ts:12:5`', 'src/a.ts:12', 'src/a.ts:12:5'],
		['in src/a.ts (line 12) it', 'src/a.ts:12', 'src/a.ts (line 12)'],
		['in src/a.ts, lines 12-30, it', 'src/a.ts:12-30', 'src/a.ts, lines 12-30'],
		['(src/a.ts, line 12)', 'src/a.ts:12', 'src/a.ts, line 12'],
		['in src/a.ts at line 12', 'src/a.ts:12', 'src/a.ts at line 12'],
		['in src/a.ts lines 12 to 30', 'src/a.ts:12-30', 'src/a.ts lines 12 to 30'],
		['`src/a.ts` (lines 12–30)', 'src/a.ts:12-30', '`src/a.ts` (lines 12–30)'],
		['**`src/a.ts`** (line 12)', 'src/a.ts:12', '`src/a.ts`** (line 12)'],
		['`src/a.ts`:12', 'src/a.ts:12', '`src/a.ts`:12'],
		['`src/a.ts (line 12)`', 'src/a.ts:12', 'src/a.ts (line 12)'],
		['`src/my file.ts:12-30`', 'src/my file.ts:12-30', 'src/my file.ts:12-30'],
		['`my docs/read me.md#L3`', 'my docs/read me.md:3', 'my docs/read me.md#L3'],
		['[the parser](src/a.ts#L12)', 'src/a.ts:12', 'src/a.ts#L12'],
		['[the parser](src/a.ts:12-30)', 'src/a.ts:12-30', 'src/a.ts:12-30'],
		['[src/a.ts:12](src/a.ts#L12)', 'src/a.ts:12', 'src/a.ts:12'],
		['[`src/a.ts:12`](src/a.ts#L12)', 'src/a.ts:12', 'src/a.ts:12'],
		['`app/[id]/page.tsx:3`', 'app/[id]/page.tsx:3', 'app/[id]/page.tsx:3'],
		['app/(group)/[...slug].tsx:3', 'app/(group)/[...slug].tsx:3', 'app/(group)/[...slug].tsx:3'],
		['([id].tsx:3)', '[id].tsx:3', '[id].tsx:3'],
		['packages/@scope/pkg-a/x.test.ts:3', 'packages/@scope/pkg-a/x.test.ts:3', 'packages/@scope/pkg-a/x.test.ts:3'],
		['src/日本/ünï.ts:3', 'src/日本/ünï.ts:3', 'src/日本/ünï.ts:3'],
		['`Makefile:7`', 'Makefile:7', 'Makefile:7'],
		['.gitignore:2', '.gitignore:2', '.gitignore:2'],
		['`bin/longview:2`', 'bin/longview:2', 'bin/longview:2'],
		['see:src/a.ts:12', 'src/a.ts:12', 'src/a.ts:12'],
		['| `src/a.ts:1` |', 'src/a.ts:1', 'src/a.ts:1'],
		['src/routes/+page.svelte:4', 'src/routes/+page.svelte:4', 'src/routes/+page.svelte:4'],
		['./src/a.ts:4', './src/a.ts:4', './src/a.ts:4'],
		['- src/a.ts:4 – x', 'src/a.ts:4', 'src/a.ts:4'],
		['src/a.ts:30-12', 'src/a.ts:30', 'src/a.ts:30-12'],
	];
	for (const [text, place, range] of forms) {
		it(`finds ${text}`, () => assert.deepEqual(found(text), [[place, range]]));
	}

	const none = [
		'http://host:80 and https://github.com/a/b/blob/main/x.ts#L12',
		'[x](https://example.com/x.ts#L3)',
		'at 12:30, localhost:3000, 127.0.0.1:80, example.com:443',
		'`std::vec:3` and std::io::x.rs',
		'v1.2.3:4, python:3.12, node@20:1, 16:9',
		'C:/src/a.ts:12 and `C:\\src\\a.ts:12`',
		'file:///var/a.ts:3',
		'see issue#12, src/a.ts#12',
		'e.g. line 12, the parser, line 3',
		'`src/a.ts`',
		'`src/a.ts:0`',
		'src/a.ts:12px src/a.ts:1.5',
		'`{ a: 1, b:2 }`',
		'```\nsrc/a.ts:12\n```',
		'- item\n  ```ts\n  // src/a.ts:12\n  ```',
		'~~~~\n```\nsrc/a.ts:1\n~~~\nsrc/a.ts:2',
	];
	for (const text of none) {
		it(`finds nothing in ${JSON.stringify(text)}`, () => assert.deepEqual(found(text), []));
	}

	it('finds several on a line and after a code block', () => {
		assert.deepEqual(places('`a.ts:1`, `b.ts:2-3` and c/d.go:4\r\n```\nx.ts:1\n```\r\n[`e.py:5`]'), [
			'a.ts:1',
			'b.ts:2-3',
			'c/d.go:4',
			'e.py:5',
		]);
		assert.deepEqual(found('`src/a.ts:3, 9-12`'), [
			['src/a.ts:3', 'src/a.ts:3'],
			['src/a.ts:9-12', '9-12'],
		]);
	});

	it('only grows with the text, except for the last', () => {
		const text = `${forms.map(([form]) => form).join('\n\n')}\n${none.slice(0, 13).join('\n')}\n${forms
			.map(([form]) => form)
			.join(', ')}`;
		const whole = findCitations(text);
		for (let length = 0; length <= text.length; length++) {
			const part = findCitations(text.slice(0, length)).slice(0, -1);
			assert.deepEqual(part, whole.slice(0, part.length), text.slice(Math.max(0, length - 80), length));
		}
	});

	it('is linear', () => {
		// Anything but linear work would outlast the limit of a test by far.
		const hostile = [
			'`'.repeat(3).concat(' `').repeat(20_000),
			'(['.repeat(60_000),
			'a.ts:1,'.repeat(20_000),
			`${'a/'.repeat(60_000)}x.ts:1`,
		];
		for (const text of hostile) {
			findCitations(`x 1 ${text}`);
		}
	});
});
