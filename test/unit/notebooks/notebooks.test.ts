import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyNotebookText } from '../../../src/core/notebooks/applyNotebookText';
import { renderNotebook } from '../../../src/core/notebooks/renderNotebook';

interface Cell {
	cell_type: string;
	id?: string;
	metadata: object;
	source: string | string[];
	outputs?: unknown[];
	execution_count?: number | null;
	attachments?: object;
}

function code(source: string | string[], id?: string, count = 1): Cell {
	const outputs = [{ output_type: 'stream', name: 'stdout', text: ['result é\n'] }];
	return {
		cell_type: 'code',
		execution_count: count,
		...(id === undefined ? {} : { id }),
		metadata: { tags: ['x'] },
		outputs,
		source,
	};
}

function markdown(source: string | string[], id?: string): Cell {
	return { cell_type: 'markdown', ...(id === undefined ? {} : { id }), metadata: {}, source };
}

function notebook(
	cells: readonly Cell[],
	minor = 5,
	metadata: object = { kernelspec: { language: 'python' } },
): object {
	return { cells, metadata, nbformat: 4, nbformat_minor: minor };
}

/** As Jupyter writes it. */
function json(value: object): string {
	return `${JSON.stringify(value, undefined, 1)}\n`;
}

function render(text: string): string {
	const rendered = renderNotebook(text);
	assert.ok(rendered);
	return rendered.text;
}

function cellsOf(text: string | undefined): Cell[] {
	assert.ok(text !== undefined);
	return (JSON.parse(text.replace(/^\ufeff/, '')) as { cells: Cell[] }).cells;
}

describe('renderNotebook', () => {
	const cells = [markdown('# Title\n\nText', 'intro'), code(['import os\n', 'os.name'], 'ab-12'), code('', 'empty')];

	it('gives each cell a marker line and its source, without outputs', () => {
		const rendered = renderNotebook(json(notebook(cells)));
		assert.deepEqual(rendered, {
			text: [
				'# %% 1 [markdown] id=intro',
				'# Title',
				'',
				'Text',
				'# %% 2 [code python] id=ab-12',
				'import os',
				'os.name',
				'# %% 3 [code python] id=empty',
				'',
			].join('\n'),
			cells: [
				{ index: 1, kind: 'markdown', firstLine: 2, lastLine: 4 },
				{ index: 2, kind: 'code', firstLine: 6, lastLine: 7 },
				{ index: 3, kind: 'code', firstLine: 9, lastLine: 8 },
			],
		});
	});

	it('names the language of the notebook, and that of a cell where it is another', () => {
		const sql = { ...code('select 1'), metadata: { vscode: { languageId: 'sql' } } };
		const text = json(notebook([code('x'), sql], 4, { language_info: { name: 'julia' } }));
		assert.equal(render(text), '# %% 1 [code julia]\nx\n# %% 2 [code sql]\nselect 1\n');
	});

	it('understands no other format and nothing malformed', () => {
		const good = notebook([code('x')]) as Record<string, unknown>;
		const bad: readonly unknown[] = [
			{ ...good, nbformat: 3 },
			{ ...good, nbformat: undefined },
			{ ...good, cells: undefined },
			{ ...good, cells: [null] },
			{ ...good, cells: [{ cell_type: 'heading', source: 'x' }] },
			{ ...good, cells: [{ cell_type: 'code', source: [1] }] },
			{ ...good, cells: [{ cell_type: 'code' }] },
			[],
			null,
			1,
		];
		for (const each of [
			...bad.map((value) => JSON.stringify(value)),
			'',
			'{',
			'print(1)',
			`${JSON.stringify(good)} x`,
		]) {
			assert.equal(renderNotebook(each), undefined, each);
			assert.equal(applyNotebookText(each, '# %%\nx\n'), undefined, each);
		}
	});
});

describe('applyNotebookText', () => {
	const original = json(
		notebook([markdown(['# Title\n', 'Text'], 'm1'), code(['a = 1\n', 'b = 2'], 'c1', 7), code('print("é")', 'c2', 8)]),
	);

	it('gives an unedited notebook back byte for byte, however it is written', () => {
		const texts = [
			original,
			original.trimEnd(),
			`\ufeff${original}`,
			original.replaceAll('\n', '\r\n'),
			JSON.stringify(JSON.parse(original)),
			original.replaceAll('é', '\\u00e9'),
			original.replace('"execution_count": 7', '"execution_count" : 7.0'),
			original.replace(
				'"metadata": {\n  "kernelspec"',
				'"metadata": { "big": 12345678901234567890, "half": 1e0, "1": 0, "a": 1, "a": 2,\n  "kernelspec"',
			),
			'{"nbformat":4,"nbformat_minor":5,"cells":[ ],"metadata":{}}',
		];
		for (const text of texts) {
			assert.equal(applyNotebookText(text, render(text)), text);
			assert.equal(applyNotebookText(text, render(text).replaceAll('\n', '\r\n')), text);
		}
	});

	it('changes the source of an edited cell and drops its results, and nothing else', () => {
		const edited = render(original).replace('b = 2', 'b = "ä"\nc = 3');
		const expected = original
			.replace('    "b = 2"\n', '    "b = \\"ä\\"\\n",\n    "c = 3"\n')
			.replace('"execution_count": 7', '"execution_count": null')
			.replace(/"outputs": \[[^]*?\n {3}\]/, '"outputs": []');
		assert.equal(applyNotebookText(original, edited), expected);
	});

	it('keeps escapes, one-line form and strings where the notebook has them', () => {
		const ascii = original.replaceAll('é', '\\u00e9');
		assert.match(
			applyNotebookText(ascii, render(ascii).replace('b = 2', 'b = "ä😀"'))!,
			/"b = \\"\\u00e4\\ud83d\\ude00\\""/,
		);
		const compact = JSON.stringify(JSON.parse(original));
		const changed = applyNotebookText(compact, `${render(compact).replace('b = 2', 'b = 3')}# %% [markdown]\nnew\n`)!;
		assert.ok(changed.includes('"source":["a = 1\\n","b = 3"]'), changed);
		assert.ok(changed.includes('"metadata":{},"source":["new"]}]'), changed);
		assert.equal(cellsOf(applyNotebookText(original, render(original).replace('print', 'log')))[2]!.source, 'log("é")');
	});

	it('inserts, deletes and moves cells; the untouched keep everything', () => {
		const [title, first, second] = render(original).split(/(?=^# %%)/m);
		const moved = cellsOf(
			applyNotebookText(original, `${second!}# %% [code]\nnew()\n# %% [markdown]\n*new*\n${title!}`),
		);
		const before = cellsOf(original);
		assert.deepEqual([moved[0], moved[3]], [before[2], before[0]]);
		assert.deepEqual([moved.length, moved[1]!.source, moved[1]!.outputs], [4, ['new()'], []]);
		assert.match(moved[1]!.id!, /^[0-9a-f]{8}$/);
		assert.deepEqual(Object.keys(moved[2]!), ['cell_type', 'id', 'metadata', 'source']);
		assert.notEqual(moved[1]!.id, moved[2]!.id);
		const none = applyNotebookText(original, '')!;
		assert.deepEqual(cellsOf(none), []);
		const again = applyNotebookText(none, first!)!;
		assert.deepEqual(cellsOf(again)[0]!.source, ['a = 1\n', 'b = 2']);
		assert.equal(json(JSON.parse(again) as object), again);
	});

	it('writes a changed notebook as Jupyter would', () => {
		const edited = `${render(original)}# %% [code sql] id=mine\nselect 1\nfrom t\n`;
		const applied = applyNotebookText(original, edited)!;
		assert.equal(json(JSON.parse(applied) as object), applied);
		const last = cellsOf(applied).at(-1)!;
		assert.deepEqual([last.id, last.metadata], ['mine', { vscode: { languageId: 'sql' } }]);
		assert.equal(render(applied), edited.replace('# %% [code sql]', '# %% 4 [code sql]'));
	});

	it('gives no ids before format 4.5', () => {
		const old = json(notebook([code('x = 1\ny = 2'), code('z = 3')], 4));
		const applied = cellsOf(applyNotebookText(old, `# %% [code]\nfirst\n${render(old).replace('y = 2', 'y = 22')}`));
		assert.deepEqual(
			applied.map((cell) => [cell.id, cell.source, cell.outputs?.length]),
			[
				[undefined, 'first', 0],
				[undefined, 'x = 1\ny = 22', 0],
				[undefined, 'z = 3', 1],
			],
		);
	});

	it('finds cells again when ids are missing, repeated or the markers were counted anew', () => {
		const text = json(notebook([code('one\ntwo\nthree', 'a', 1), code('four\nfive\nsix', 'b', 2)]));
		const withoutIds = '# %% 1\nzero\n# %% 2\none\ntwo\nthree\n# %% 3\nfour\nfive\nseven\n';
		const applied = cellsOf(applyNotebookText(text, withoutIds));
		assert.deepEqual(
			applied.map((cell) => [cell.id === 'a' || cell.id === 'b' ? cell.id : 'new', cell.execution_count]),
			[
				['new', null],
				['a', 1],
				['b', null],
			],
		);
		const repeated = '# %% id=a\ncopy\n# %% id=a\none\ntwo\nthree\n# %% id=b\nfour\nfive\nsix\n';
		const ids = cellsOf(applyNotebookText(text, repeated)).map((cell) => cell.id);
		assert.deepEqual(ids.slice(1), ['a', 'b']);
		assert.equal(new Set(ids).size, 3);
	});

	it('turns a cell into another kind', () => {
		const applied = cellsOf(
			applyNotebookText(original, render(original).replace('[code python] id=c1', '[markdown] id=c1')),
		);
		assert.deepEqual(applied[1], {
			cell_type: 'markdown',
			id: 'c1',
			metadata: { tags: ['x'] },
			source: ['a = 1\n', 'b = 2'],
		});
	});

	it('refuses a text without any marker line, and takes text before the first as a cell', () => {
		assert.equal(applyNotebookText(original, 'print(1)\n'), undefined);
		const applied = cellsOf(applyNotebookText(original, `import os\n${render(original)}`));
		assert.deepEqual([applied.length, applied[0]!.source], [4, ['import os']]);
		assert.equal(applyNotebookText(original, `\n${render(original)}`), original);
	});

	const line = fc.oneof(
		fc.constantFrom(
			'',
			'# %%',
			'# %% 1 [code] id=a',
			'\\# %%',
			'\\\\# %% x',
			'# %%time',
			' # %%',
			'x = 1',
			'"\\"',
			'\\u00e9',
		),
		fc.string({ unit: 'grapheme', maxLength: 12 }),
	);
	const source = fc
		.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\r\n', '\r')), { maxLength: 5 })
		.chain((lines) =>
			fc
				.boolean()
				.map((final) => lines.map(([text, end], i) => text + (final || i + 1 < lines.length ? end : '')).join('')),
		)
		.chain((text) => fc.constantFrom<string | string[]>(text, text.match(/[^\n]*\n|[^\n]+$/g) ?? []));
	const cell = fc.oneof(
		fc
			.tuple(source, fc.option(fc.stringMatching(/^[a-z]{1,3}$/), { nil: undefined }))
			.map(([text, id]) => code(text, id)),
		source.map((text) => markdown(text, undefined)),
		source.map((text): Cell => ({ cell_type: 'raw', metadata: { a: [{ '}': ']"' }] }, source: text, id: 'not an id' })),
	);
	const written = fc
		.tuple(
			fc.array(cell, { maxLength: 6 }),
			fc.constantFrom(4, 5),
			fc.constantFrom<string | number | undefined>(1, 2, '\t', undefined),
		)
		.map(([cells, minor, indent]) => JSON.stringify(notebook(cells, minor), undefined, indent));

	it('keeps any unedited notebook byte for byte', () => {
		fc.assert(
			fc.property(written, (text) => {
				assert.equal(applyNotebookText(text, render(text)), text);
			}),
			{ numRuns: 300 },
		);
	});

	it('gives for any edited text a notebook that renders to it, and the same again', () => {
		const normal = (text: string): string => text.replace(/^# %% \d+/gm, '# %%').replace(/ id=\S+$/gm, '');
		fc.assert(
			fc.property(written, written, (text, other) => {
				const wanted = render(other);
				const applied = applyNotebookText(text, wanted)!;
				assert.equal(normal(render(applied)), normal(wanted));
				assert.equal(applyNotebookText(text, wanted), applied);
				assert.equal(applyNotebookText(applied, render(applied)), applied);
			}),
			{ numRuns: 300 },
		);
	});

	it('takes a notebook of many cells and a large output', () => {
		const many = Array.from({ length: 2_000 }, (_, index) =>
			code(`value_${index} = ${index}\n`.repeat(5), `c${index}`),
		);
		many[0]!.outputs = [{ data: { 'image/png': '\\"'.repeat(500_000) } }];
		const text = json(notebook(many));
		const applied = applyNotebookText(
			text,
			render(text)
				.replaceAll(/ id=c\d+$/gm, '')
				.replace('value_7 = 7', 'x = 1'),
		);
		assert.equal(cellsOf(applied)[8]!.execution_count, 1);
		assert.equal(cellsOf(applied)[7]!.execution_count, null);
	});
});
