import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { explainText, packAcknowledgement, questionText } from '../../../src/core/conversation/prompts';
import { Answerer } from '../../simulator/answers/answer';
import { applyBlocks } from './applier';
import { assistant, packOf, user, type Message } from './support';

const files = {
	'README.md': '# Shop\n\nA shop that sells tea. Totals come from `computeTotal`.\n',
	'src/cart.ts':
		"import { computeTotal } from './total';\n\nexport class Cart {\n\titems: number[] = [];\n\n\tcheckout(): number {\n\t\treturn computeTotal(this.items);\n\t}\n}\n",
	'src/total.ts':
		'/** Adds prices up. */\nexport function computeTotal(prices: number[]): number {\n\treturn prices.reduce((sum, price) => sum + price, 0);\n}\n\nexport const computeTotalTwice = 2;\n',
	'src/repeat.ts': 'a();\nold();\na();\nold();\na();\nb();\nold();\n',
	'src/computeTotal.css': '.a { color: red; }\n',
	'test/total.test.ts':
		"import { computeTotal } from '../src/total';\n\nit('adds', () => {\n\tif (computeTotal([1, 2]) !== 3) {\n\t\tthrow new Error('wrong');\n\t}\n});\n",
	'docs/fence.md': 'Use it:\n```ts\ncomputeTotal([1]);\n```\n',
	'docs/conflict.md': 'computeTotal\n=======\n\n=======\ncomputeTotal\n',
};
const unaffected = (...paths: readonly (keyof typeof files)[]) =>
	Object.fromEntries(paths.map((path) => [path, files[path]]));

function ask(
	text: string,
	before: readonly Message[] = [],
	pack = packOf(files),
): { reasoning: string; content: string } {
	const messages = [user(pack), assistant(packAcknowledgement), ...before, user(text)];
	return new Answerer().answer(messages);
}
const instruct = (text: string) => ask(questionText(text)).content;

describe('Answers to questions', () => {
	it('quote the place with path and lines', () => {
		const { reasoning, content } = ask(questionText('How is the total of prices computed?'));
		match(reasoning, /^Searching 8 files for /);
		match(content, /The best place to look is `computeTotal` in `src\/total\.ts:2`/);
		match(content, /```ts\n[^`]*prices\.reduce/);
		match(content, /`test\/total\.test\.ts:1` \(test\)/);
		match(content, /\*This answer was computed by a stand-in without a language model\.\*\n$/);
	});

	it('cite lines that hold what is quoted', () => {
		const { content } = ask(questionText('Where is `computeTotal` used?'));
		const citations = [...content.matchAll(/`([\w/.-]+):(\d+)(?:-(\d+))?`(?: \(test\))?: `([^`]+)`/g)];
		ok(citations.length > 1);
		for (const [, path, first, last, quote] of citations) {
			const lines = files[path as keyof typeof files].split('\n').slice(Number(first) - 1, Number(last ?? first));
			ok(
				lines.some((line) => line.includes(quote!)),
				`${path}:${first} holds ${quote}`,
			);
		}
	});

	it('follow up on the question before', () => {
		const before = [user(questionText('What does computeTotal do?')), assistant('It adds.')];
		const { content } = ask(questionText('And its tests?'), before);
		match(content, /The best place to look is .*`test\/total\.test\.ts:/);
	});

	it('say so when nothing is found, and when there is no repository', () => {
		match(ask(questionText('Which zebra gallops?')).content, /^Nothing was found: none of the 8 files/);
		match(new Answerer().answer([user('Hello?')]).content, /^The request holds no repository/);
	});

	it('describe the repository by its read-me', () => {
		match(instruct('What does this repository do?'), /`README\.md:1-4` says what this is, `# Shop`/);
	});

	it('acknowledge a pack without a question', () => {
		match(new Answerer().answer([user(packOf(files))]).content, /^I have read 8 files/);
	});

	it('see changes: diffs, new, deleted and renamed files', () => {
		const changes =
			'<changes>\n<diff path="src/total.ts">\n@@ -2,3 +2,3 @@\n-export function computeTotal(prices: number[]): number {\n' +
			'+export function quaggaTotal(prices: number[]): number {\n \treturn prices.reduce((sum, price) => sum + price, 0);\n }\n</diff>\n' +
			'<file path="src/a&quot;b&amp;.ts" lines="2">\nquaggaTotal();\n</file>\n</file>\n' +
			'<deleted path="test/total.test.ts"/>\n<renamed from="src/cart.ts" to="src/basket.ts"/>\n</changes>\n';
		const { content } = ask(changes + questionText('Who calls quaggaTotal?'));
		match(content, /`quaggaTotal` in `src\/total\.ts:2`/);
		match(content, /`src\/a"b&\.ts:1-2`/);
		const { content: later } = ask(questionText('Where are `computeTotal` and Cart?'), [user(changes), assistant('')]);
		match(later, /src\/basket\.ts/);
		doesNotMatch(later, /src\/cart\.ts|total\.test\.ts/);
	});

	it('see every log of changes, and files in focus instead of their parts', () => {
		const skeleton = '<file path="src/kiosk.ts" lines="9" part="skeleton">\nexport class Kiosk {\n…2-9\n</file>\n';
		const pack = packOf(files).replace('</repository>\n', `${skeleton}</repository>\n`);
		const rename = 'Rename `Kiosk` to `Stand` everywhere.';
		const { content: unseen } = ask(questionText(rename), [], pack);
		match(unseen, /It stands in `src\/kiosk\.ts` too, of which I was shown a part only/);
		doesNotMatch(unseen, /<<<<<<< SEARCH/);
		const log =
			'<changes>\n<deleted path="src/cart.ts"/>\n</changes>\n' +
			'<changes>\n<file path="src/late.ts" lines="1">\nnew Kiosk();\n</file>\n</changes>\n' +
			'<focus>\n<file path="src/kiosk.ts" lines="1">\nexport class Kiosk {}\n</file>\n</focus>\n';
		const { content } = ask(log + questionText(rename), [], pack);
		deepEqual([...content.matchAll(/^src\/[\w.]+$/gm)].map(([path]) => path).sort(), ['src/kiosk.ts', 'src/late.ts']);
		doesNotMatch(ask(log + questionText('Where is Cart?'), [], pack).content, /src\/cart\.ts/);
	});

	it('find the place in 4 MB', () => {
		const line = 'export function handleRequestNumber(request: Request): Response { return respond(request.total); }\n';
		const big = Object.fromEntries(
			Array.from({ length: 400 }, (_, index) => [`src/file${index}.ts`, line.repeat(105) + `needle${index}();\n`]),
		);
		const pack = packOf(big);
		ok(pack.length > 4_000_000);
		match(
			ask(questionText('Where does needle77 handle a request and its total?'), [], pack).content,
			/src\/file77\.ts:/,
		);
	});
});

describe('Answers with edits', () => {
	it('rename a name everywhere, as a whole word only', () => {
		const answer = instruct('Please rename the function `computeTotal` to `sumPrices` everywhere.');
		const expected = Object.fromEntries(
			Object.entries(files).map(([path, text]) => [path, text.replace(/computeTotal(?!Twice)/g, 'sumPrices')]),
		);
		deepEqual(applyBlocks(files, answer), expected);
		match(answer, /in 9 places of 6 files\. The name of `src\/computeTotal\.css` holds it too/);
		match(answer, /docs\/fence\.md\n```\n<<<<<<< SEARCH\ncomputeTotal\(\[1\]\);\n=======/);
		match(answer, /docs\/conflict\.md\n```\n<<<<<<< WRITE/);
	});

	it('make search texts unique in files that repeat themselves', () => {
		const changed = applyBlocks(files, instruct('change every old to fresh'));
		equal(changed['src/repeat.ts'], files['src/repeat.ts'].replaceAll('old', 'fresh'));
	});

	it('stay in the folder that was named', () => {
		const changed = applyBlocks(files, instruct('Rename computeTotal to total2 in src/'));
		equal(changed['test/total.test.ts'], files['test/total.test.ts']);
		match(changed['src/cart.ts']!, /total2\(this/);
		const except = applyBlocks(files, instruct('Rename computeTotal to total2 except in docs/'));
		deepEqual({ ...except, ...unaffected('docs/fence.md', 'docs/conflict.md') }, except);
	});

	it('replace literal texts, fences included', () => {
		const changed = applyBlocks(files, instruct('Replace "computeTotal([1" with "computeTotal([7"'));
		equal(changed['docs/fence.md'], 'Use it:\n```ts\ncomputeTotal([7]);\n```\n');
		match(changed['test/total.test.ts']!, /computeTotal\(\[7, 2\]\)/);
		const part = applyBlocks(files, instruct('replace `sum + price, 0` by `sum + price, 0.0`'));
		match(part['src/total.ts']!, /price, 0\.0\)/);
	});

	it('rename, delete and create files', () => {
		const moved = applyBlocks(
			files,
			instruct('rename file src/total.ts to src/sum.ts, and delete the file `src/repeat.ts`.'),
		);
		equal(moved['src/sum.ts'], files['src/total.ts']);
		ok(!('src/total.ts' in moved) && !('src/repeat.ts' in moved));
		const created = applyBlocks(files, instruct('Create a file src/new.ts with:\n```ts\nexport const a = 1;\n```'));
		equal(created['src/new.ts'], 'export const a = 1;\n');
	});

	it('add a header to every file of a folder', () => {
		const changed = applyBlocks(files, instruct('Add a header comment `// Copyright Shop` to every file in src/'));
		equal(changed['src/cart.ts'], `// Copyright Shop\n${files['src/cart.ts']}`);
		equal(changed['src/repeat.ts'], `// Copyright Shop\n${files['src/repeat.ts']}`);
		equal(changed['README.md'], files['README.md']);
	});

	it('use a fence longer than any in the text', () => {
		const answer = instruct('replace "```ts" with "```typescript"');
		match(answer, /docs\/fence\.md\n````\n<<<<<<< SEARCH\n```ts\n/);
		equal(applyBlocks(files, answer)['docs/fence.md'], files['docs/fence.md'].replace('ts', 'typescript'));
	});

	it('understand the usual ways to say it', () => {
		for (const text of [
			'Could you rename `checkout()` to `pay`?',
			'Replace all uses of checkout by pay.',
			'In `src/cart.ts`, rename the method "checkout" into "pay"!',
			'Change every occurrence of `checkout` to `pay` in the code.',
		]) {
			equal(applyBlocks(files, instruct(text))['src/cart.ts'], files['src/cart.ts'].replace('checkout', 'pay'), text);
		}
	});

	it('say so when nothing needs a change, and leave questions alone', () => {
		const none = instruct('rename `zebra` to `horse`');
		match(none, /^Nothing needs a change: `zebra` does not stand anywhere/);
		deepEqual(applyBlocks(files, none), files);
		doesNotMatch(instruct('How would I rename computeTotal to total2?'), /SEARCH/);
	});

	it('edit the text as it is after changes', () => {
		const changes = '<changes>\n<file path="src/repeat.ts" lines="1">\nzebra();\n</file>\n</changes>\n';
		const { content } = ask(changes + questionText('rename zebra to horse'));
		equal(applyBlocks({ 'src/repeat.ts': 'zebra();\n' }, content)['src/repeat.ts'], 'horse();\n');
	});
});

describe('Explanations of diffs', () => {
	const diff =
		'diff --git a/src/total.ts b/src/total.ts\n--- a/src/total.ts\n+++ b/src/total.ts\n' +
		'@@ -1,4 +1,5 @@ H1\n /** Adds prices up. */\n-export function computeTotal(prices: number[]): number {\n' +
		'+export function computeSum(prices: number[]): number {\n+\tcheck(prices);\n \treturn prices.reduce((sum, price) => sum + price, 0);\n }\n' +
		'diff --git a/src/cart.ts b/src/cart.ts\n--- a/src/cart.ts\n+++ b/src/cart.ts\n' +
		'@@ -6,3 +6,3 @@ H2 export class Cart {\n \tcheckout(): number {\n-\t\treturn computeTotal(this.items);\n+\t\treturn 2 * computeTotal(this.items);\n \t}\n';

	it('tell per hunk what changed, who uses it and what may break', () => {
		const { reasoning, content } = ask(explainText('staged changes', diff, undefined));
		match(reasoning, /^Reading 2 hunks in 2 files of "staged changes"/);
		match(content, /^\*\*staged changes\*\* touches 2 files in 2 hunks: 3 lines added, 2 removed\./);
		match(content, /- `src\/total\.ts` \(changed\): \+2 −1/);
		match(
			content,
			/### H1 src\/total\.ts:2\n\n2 lines added, 1 removed\. Declarations added: `computeSum`\. Declarations removed: `computeTotal`/,
		);
		match(
			content,
			/May break: `computeTotal` is removed, yet these still use it:\n(?:- .*\n)*- `test\/total\.test\.ts:1` \(test\)/,
		);
		match(content, /### H2 src\/cart\.ts:7\n\n1 line added, 1 removed, inside `checkout`/);
	});

	it('name added and deleted files', () => {
		const added =
			'diff --git a/src/x.ts b/src/x.ts\nnew file mode 100644\n--- /dev/null\n+++ b/src/x.ts\n@@ -0,0 +1 @@ H1\n+export const x = 1;\n' +
			'diff --git a/src/y.ts b/src/y.ts\ndeleted file mode 100644\n--- a/src/y.ts\n+++ /dev/null\n@@ -1 +0,0 @@ H2\n-export const y = 1;\n';
		const { content } = ask(explainText('commit 1', added, 'What is new?'));
		match(content, /`src\/x\.ts` \(added\): \+1 −0/);
		match(content, /`src\/y\.ts` \(deleted\): \+0 −1/);
		match(content, /`y` is gone, and nothing else uses it/);
	});
});
