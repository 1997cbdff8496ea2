import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** Red, green and blue from 0 to 255, and opacity from 0 to 1. */
type Rgb = readonly [number, number, number, number];

function over(top: Rgb, bottom: Rgb): Rgb {
	const mix = (index: 0 | 1 | 2): number => top[index] * top[3] + bottom[index] * (1 - top[3]);
	return [mix(0), mix(1), mix(2), 1];
}

function luminance([red, green, blue]: Rgb): number {
	const linear = (value: number): number => {
		const share = value / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	};
	return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/**
 * Contrast ratio of a text as WCAG defines it.
 * @param backgrounds what lies under the text, nearest first, each perhaps translucent
 */
function contrast(color: Rgb, backgrounds: readonly Rgb[]): number {
	const ground = backgrounds.toReversed().reduce((bottom, top) => over(top, bottom), [255, 255, 255, 1]);
	const text = luminance(over(color, ground));
	const under = luminance(ground);
	return (Math.max(text, under) + 0.05) / (Math.min(text, under) + 0.05);
}

/** Every visible piece of text with its colour and the backgrounds under it, nearest first. Runs in the page. */
const collectColors = `(() => {
	const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
	const rgba = (color) => {
		canvas.clearRect(0, 0, 1, 1);
		canvas.fillStyle = color;
		canvas.fillRect(0, 0, 1, 1);
		const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
		return [r, g, b, a / 255];
	};
	const found = [];
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walker.nextNode()) {
		const element = walker.currentNode.parentElement;
		const text = walker.currentNode.data.trim();
		if (text === '' || element.closest('script, .visually-hidden, [aria-disabled]')) continue;
		const backgrounds = [];
		for (let at = element; at; at = at.parentElement) backgrounds.push(rgba(getComputedStyle(at).backgroundColor));
		found.push({ text: text.slice(0, 20), name: element.className || element.tagName, color: rgba(getComputedStyle(element).color), backgrounds });
	}
	return found;
})()`;

interface Text {
	readonly text: string;
	readonly name: string;
	readonly color: Rgb;
	readonly backgrounds: readonly Rgb[];
}

/** The least contrast that text may have. */
const least = 4.5;

/** Texts in view that can hardly be read, each with its contrast. */
export async function faintTexts(page: Page): Promise<string[]> {
	const texts = await page.evaluate<Text[]>(collectColors);
	assert.ok(texts.length > 40, 'the page shows something');
	const faint = texts
		.map((each) => ({ ...each, ratio: contrast(each.color, each.backgrounds) }))
		.filter(({ ratio }) => ratio < least)
		.map(({ name, text, ratio }) => `${name} “${text}” ${ratio.toFixed(2)}`);
	return [...new Set(faint)];
}
