import type { LineSelection } from './lineSelection';

const opensOnly = /^(?:\/\*[*!]?|\/\/[/!]?|[rRuUbB]?(?:"""|''')|\/\/\/ <summary>|#+|=begin|\*)$/;
/** Comments that say nothing about the code below them. */
const aside =
	/licen[sc]e|copyright|spdx|eslint|prettier|@ts-|biome|istanbul|c8 ignore|pylint|noqa|rubocop|nolint|phpcs|clang-format|^\W*(?:#?(?:end)?region\b|[-=*#_/~]{4,}|[@#]__|@\w+(?:\s|$)|todo|fixme)/i;

/** Shows the first sentence's line of a comment or a documentation string. */
export function showDocumentation(lines: LineSelection, first: number, last: number): void {
	let row = first;
	while (row < last && opensOnly.test(lines.line(row).trim())) {
		row++;
	}
	if (aside.test(lines.line(row))) {
		return;
	}
	lines.show(first, row);
	if (row < last) {
		lines.close(last);
	}
}
