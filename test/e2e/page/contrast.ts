/** Red, green and blue from 0 to 255, and opacity from 0 to 1. */
export type Rgb = readonly [number, number, number, number];

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
export function contrast(color: Rgb, backgrounds: readonly Rgb[]): number {
	const ground = backgrounds.toReversed().reduce((bottom, top) => over(top, bottom), [255, 255, 255, 1]);
	const text = luminance(over(color, ground));
	const under = luminance(ground);
	return (Math.max(text, under) + 0.05) / (Math.min(text, under) + 0.05);
}
