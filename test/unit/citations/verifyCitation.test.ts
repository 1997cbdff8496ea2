import assert from 'node:assert/strict';
import { findCitations } from '../../../src/core/citations/findCitations';
import { CitationVerifier, verifyCitation, type CitationSource } from '../../../src/core/citations/verifyCitation';
import { knownPaths } from '../../support/knownPaths';

const auth = `import { hash } from './hash';

/** Signs a user in. */
export async function login(name: string, password: string) {
	const user = await findUser(name);
	if (user === undefined) {
		throw new AuthError('unknown user');
	}

	if (user.password !== hash(password)) {
		throw new AuthError('wrong password');
	}
	return startSession(user);
}

export function logout(session: Session) {
	session.end();
}
${'\n'.repeat(80)}
function startSession(user: User) {
	return new Session(user);
}
`;
const files = new Map([
	['src/auth.ts', auth],
	['src/index.ts', "export * from './auth';\n"],
	['lib/index.ts', ''],
	['README.md', '# Title\n\nText'],
]);
const source: CitationSource = { fileText: (path) => files.get(path), paths: knownPaths(files) };

/** The first citation's verdict, in short. */
function verdict(answer: string): string {
	const [citation] = findCitations(answer);
	assert.ok(citation);
	const { status, path, line, endLine, evidence } = verifyCitation(citation, answer, source);
	return `${status} ${path}:${line}${endLine === undefined ? '' : `-${endLine}`} ${evidence}`;
}

describe('verifyCitation', () => {
	const cases: [string, string][] = [
		['The `login` function (`src/auth.ts:4`) signs in.', 'verified src/auth.ts:4 symbol'],
		['`login()` is at `src/auth.ts:5`.', 'verified src/auth.ts:5 symbol'],
		["It throws `new AuthError('wrong password')` at `src/auth.ts:11`.", 'verified src/auth.ts:11 quote'],
		['It has `if (user.password … hash(password))` at `src/auth.ts:10-12`.', 'verified src/auth.ts:10-12 quote'],
		// The named function encloses the line.
		['`login` ends with a session (`src/auth.ts:13`).', 'verified src/auth.ts:13 symbol'],
		['`login` spans `src/auth.ts:9-14`.', 'verified src/auth.ts:9-14 symbol'],
		// Found elsewhere.
		['`logout` is at `src/auth.ts:4`.', 'moved src/auth.ts:16 symbol'],
		['The line `return new Session(user)` (`src/auth.ts:50-51`).', 'moved src/auth.ts:101-102 quote'],
		['The line `return new Session(user)` (`src/auth.ts:5000`).', 'moved src/auth.ts:101 quote'],
		// Nothing to check, or nothing that could be checked.
		['See src/auth.ts:7.', 'verified src/auth.ts:7 location'],
		['See src/auth.ts:100-500.', 'verified src/auth.ts:100-102 location'],
		['Run `npm test`, see `src/auth.ts:7`.', 'verified src/auth.ts:7 location'],
		// Wrong.
		['See src/auth.ts:700.', 'unverified src/auth.ts:700 none'],
		['`refreshToken` is at `src/auth.ts:7`.', 'unverified src/auth.ts:7 none'],
		['`login` is at `src/login.ts:4`.', 'unverified src/login.ts:4 none'],
		['`login` is at `index.ts:1`.', 'unverified index.ts:1 none'],
		// Paths that are shortened, or too long.
		['`login` is at `auth.ts:4`.', 'verified src/auth.ts:4 symbol'],
		['`login` is at `./src/auth.ts:4`.', 'verified src/auth.ts:4 symbol'],
		['`login` is at `shop/src/auth.ts:4`.', 'verified src/auth.ts:4 symbol'],
		['`# Title` is at `README.md:1`.', 'verified README.md:1 quote'],
		// Only the same sentence or list item counts.
		['`refreshToken` is missing. See `src/auth.ts:7`.', 'verified src/auth.ts:7 location'],
		['- `refreshToken`\n- `src/auth.ts:7`', 'verified src/auth.ts:7 location'],
		['| `logout` | `src/auth.ts:16` |\n| `x` | `src/auth.ts:1` |', 'verified src/auth.ts:16 symbol'],
		// Code blocks beside it.
		['`src/auth.ts:50`:\n\n```ts\nexport function logout(session: Session) {\n```', 'moved src/auth.ts:16 quote'],
		['```ts\nsession.end();\n```\nThat is src/auth.ts:17.', 'verified src/auth.ts:17 quote'],
		['`src/auth.ts:16` becomes\n```ts\nsomethingNew(1);\n```', 'verified src/auth.ts:16 location'],
		[
			'`src/auth.ts:1`\n```\n<<<<<<< SEARCH\nsession.end();\n=======\n>>>>>>> REPLACE\n```',
			'verified src/auth.ts:1 location',
		],
		// Each name belongs to the nearest citation.
		['`refreshToken` (`src/index.ts:1`) calls `login` (`src/auth.ts:4`).', 'unverified src/index.ts:1 none'],
	];
	for (const [answer, expected] of cases) {
		it(`${expected}: ${answer.split('\n', 1)[0]!}`, () => assert.equal(verdict(answer), expected));
	}

	it('tells a person why', () => {
		const reason = (answer: string): string => verifyCitation(findCitations(answer)[0]!, answer, source).reason;
		assert.equal(reason('`login` at index.ts:1'), 'index.ts could be any of src/index.ts, lib/index.ts.');
		assert.equal(reason('README.md:9'), 'README.md has only 3 lines.');
		assert.equal(reason('a/b.ts:9'), 'a/b.ts is not among the files that were sent.');
		assert.equal(reason('`logout` at src/auth.ts:4'), '`logout` stands at line 16, not 4.');
	});

	it('reads each file once and is fast for long answers', () => {
		let reads = 0;
		const large = Array.from({ length: 20_000 }, (_, index) => `\tconst value${index} = compute${index}(${index});`);
		const many = new Map(Array.from({ length: 2000 }, (_, index) => [`src/file${index}.ts`, '']));
		many.set('src/large.ts', large.join('\n'));
		const verifier = new CitationVerifier({
			fileText: (path) => {
				reads++;
				return many.get(path);
			},
			paths: knownPaths(many),
		});
		const answer = Array.from(
			{ length: 200 },
			(_, index) => `- \`value${index * 50}\` is at \`large.ts:${index * 50 + 1}\``,
		);
		const text = answer.join('\n');
		for (const citation of findCitations(text)) {
			assert.equal(verifier.verify(citation, text).evidence, 'symbol');
		}
		assert.equal(reads, 1);
	});
});
