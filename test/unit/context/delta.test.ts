import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { renderChanges } from '../../../src/core/context/delta';

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join('');

describe('renderChanges', () => {
	it('is empty when nothing changed', () => {
		assert.equal(renderChanges([]), '');
		assert.equal(renderChanges([{ path: 'a', before: 'x\n', after: 'x\n' }]), '');
	});

	it('writes a small change as a diff, in the order of the paths', () => {
		const before = lines(40);
		const after = before.replace('line 20\n', 'line twenty\n');
		assert.equal(
			renderChanges([
				{ path: 'z.txt', before: 'gone\n', after: undefined },
				{ path: 'a.txt', before, after },
			]),
			`<changes>
<diff path="a.txt">
@@ -17,7 +17,7 @@
 line 17
 line 18
 line 19
-line 20
+line twenty
 line 21
 line 22
 line 23
</diff>
<deleted path="z.txt"/>
</changes>
`,
		);
	});

	it('writes the whole text when that is shorter', () => {
		const text = renderChanges([{ path: 'a.txt', before: lines(40), after: 'short\n' }]);
		assert.equal(text, '<changes>\n<file path="a.txt" lines="1">\nshort\n</file>\n</changes>\n');
	});

	it('writes a new file in full', () => {
		assert.match(
			renderChanges([{ path: 'n.txt', before: undefined, after: 'new\n' }]),
			/<file path="n.txt" lines="1">\nnew\n/,
		);
	});

	it('is not misled by a path that looks like a hunk', () => {
		const text = renderChanges([{ path: '@@ x', before: lines(40), after: `${lines(40)}more\n` }]);
		assert.match(text, /^<changes>\n<diff path="@@ x">\n@@ -38,3 \+38,4 @@\n/);
	});
});
