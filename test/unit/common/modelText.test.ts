import assert from 'node:assert/strict';
import { marked } from 'marked';
import { describe, it } from 'mocha';
import { withoutControls, withoutImages } from '../../../src/core/common/modelText';

describe('text from a model', () => {
	const images = [
		'![x](https://example.invalid/?q=code)',
		'![x][1]\n\n[1]: https://example.invalid/a.png',
		'![1]\n\n[1]: https://example.invalid/a.png',
		'text ![a](b "t") and ![c](<d>)',
		'[![badge](https://example.invalid/b.svg)](https://example.invalid)',
		'!![x](y)',
	];
	for (const markdown of images) {
		it(`shows no image for ${JSON.stringify(markdown)}`, () => {
			assert.match(marked.parse(markdown, { async: false }), /<img/);
			assert.doesNotMatch(marked.parse(withoutImages(markdown), { async: false }), /<img/);
		});
	}

	it('cannot steer a terminal', () => {
		assert.equal(withoutControls('a\u001b]0;title\u0007b\tc\nd\u009b31me\r'), 'a]0;titleb\tc\nd31me');
	});
});
