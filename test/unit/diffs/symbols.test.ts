import assert from 'node:assert/strict';
import { changedSymbols } from '../../../src/core/diffs/changedSymbols';
import { declaredName } from '../../../src/core/diffs/declarations';
import { findUses } from '../../../src/core/diffs/findUses';
import { parseUnifiedDiff } from '../../../src/core/diffs/parseUnifiedDiff';

describe('declaredName', () => {
	const declarations: [string, string][] = [
		['export async function login(name: string) {', 'login'],
		['export default class Session extends Base {', 'Session'],
		['export interface User {', 'User'],
		['type Id = string;', 'Id'],
		['export const limit = 3;', 'limit'],
		['\tprivate async refresh(token: string): Promise<void> {', 'refresh'],
		['\tget size(): number {', 'size'],
		['\t#hidden() {', 'hidden'],
		['    def check(self, x):', 'check'],
		['async def main():', 'main'],
		['def self.build(x)', 'build'],
		['  def valid?', 'valid?'],
		['MAX_SIZE = 10', 'MAX_SIZE'],
		['pub(crate) fn parse<T>(x: T) -> T {', 'parse'],
		['pub struct Config {', 'Config'],
		['func (s *Server) Handle(w http.ResponseWriter) {', 'Handle'],
		['func main() {', 'main'],
		['fun String.shout(): String = uppercase()', 'shout'],
		['  public static void main(String[] args) {', 'main'],
		['  public List<Map<String, Integer>> load(String name) throws IOException {', 'load'],
		['static int count_words(const char *text)', 'count_words'],
		['std::string name(int x) {', 'name'],
		['#define LIMIT 10', 'LIMIT'],
		['CREATE TABLE IF NOT EXISTS users (', 'users'],
		['public record Point(int x, int y) {', 'Point'],
		['export enum Color {', 'Color'],
	];
	for (const [line, name] of declarations) {
		it(`${name}: ${line}`, () => assert.equal(declaredName(line), name));
	}

	const others = [
		'\tif (ready) {',
		'\tfor (const x of y) {',
		'} else if (a(b)) {',
		'\treturn call(x);',
		'\tawait run(() => {',
		'\tconst local = 1;',
		'foo.bar(x);',
		'\titems.map((x) => {',
		'import { a } from "b";',
		'// function of time',
		'',
		'call(x)',
		'\texpect(a).toBe(b)',
		"describe('x', () => {",
		'\tsuper(x);',
		'  switch (x) {',
		'\tx = await f(y) {',
	];
	for (const line of others) {
		it(`none: ${line}`, () => assert.equal(declaredName(line), undefined));
	}

	it('is linear', () => {
		// Anything but linear work would outlast the limit of a test by far.
		for (const part of ['export ', 'a ', '<', 'public ', ' ', 'a.b ']) {
			declaredName(part.repeat(480 / part.length));
		}
	});
});

const diff = parseUnifiedDiff(`--- a/src/a.ts
+++ b/src/a.ts
@@ -1,3 +1,3 @@
-export function oldName(a) {
+export function newName(a) {
 \treturn a;
 }
@@ -10,4 +10,4 @@ class Store {
 \tsave(x) {
-\t\treturn 1;
+\t\treturn 2;
 \t}
 
@@ -20,1 +20,1 @@ function login(name) {
-\tcheck(name);
+\tcheck(name, 1);
@@ -30,1 +30,1 @@
-function sign(a) {
+function sign(a, b) {
`);

describe('changedSymbols', () => {
	it('names what each hunk declares, removes and changes', () => {
		const found = changedSymbols(diff).map(({ name, change, hunkId, line }) => [hunkId, name, change, line]);
		assert.deepEqual(found, [
			['H1', 'newName', 'added', 1],
			['H1', 'oldName', 'removed', undefined],
			['H2', 'save', 'changed', 10],
			['H3', 'login', 'changed', undefined],
			['H4', 'sign', 'changed', 30],
		]);
	});
});

describe('findUses', () => {
	it('finds whole words, not the declarations of the diff', () => {
		const files = new Map([
			['src/a.ts', 'export function newName(a) {\n\treturn newName(a - 1);\n'],
			['src/b.ts', "import { newName } from './a';\nnewNames(newName(1), xnewName, oldName);\n"],
			['README.md', 'Call `login`, then resign.\r\nlogin(); login();'],
		]);
		const source = { paths: () => files.keys(), fileText: (path: string) => files.get(path) };
		const found = findUses(changedSymbols(diff), source).map(
			(use) => `${use.name} ${use.path}:${use.line} ${use.text}`,
		);
		assert.deepEqual(found, [
			'newName src/a.ts:2 return newName(a - 1);',
			"newName src/b.ts:1 import { newName } from './a';",
			'newName src/b.ts:2 newNames(newName(1), xnewName, oldName);',
			'oldName src/b.ts:2 newNames(newName(1), xnewName, oldName);',
			'login README.md:1 Call `login`, then resign.',
			'login README.md:2 login(); login();',
		]);
		assert.equal(findUses(changedSymbols(diff), source, 1).length, 3);
		assert.deepEqual(findUses([], source), []);
	});

	it('is linear in the text, whatever the number of names', () => {
		const text = 'const alpha = beta(gamma);\n'.repeat(200_000);
		const symbols = Array.from({ length: 500 }, (_, index) => ({
			name: `alph${index}`,
			change: 'added' as const,
			hunkId: 'H1',
			path: 'x',
			line: undefined,
		}));
		assert.deepEqual(findUses(symbols, { paths: () => ['y'], fileText: () => text }), []);
	});
});
