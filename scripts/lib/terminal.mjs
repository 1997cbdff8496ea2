const colours = process.stdout.isTTY && !process.env['NO_COLOR'];

/**
 * @param {number} code
 * @returns {(text: string) => string}
 */
const style = (code) => (text) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = style(1);
export const dim = style(2);
export const red = style(31);
export const green = style(32);

/**
 * Prints one line of what is going on.
 * @param {string} text
 */
export function say(text) {
	process.stdout.write(`${text}\n`);
}

/**
 * Prints a name and its value, the values in one column.
 * @param {string} name
 * @param {string} value
 */
export function sayFact(name, value) {
	say(`${bold(name.padEnd(10))} ${value}`);
}

/**
 * Prints a problem and ends with exit code 1 once everything that is open has been closed.
 * @param {unknown} error
 */
export function sayFailure(error) {
	process.stderr.write(`${red('Failed:')} ${error instanceof Error ? error.message : String(error)}\n`);
	if (process.env['LONGVIEW_DEBUG'] && error instanceof Error) {
		process.stderr.write(`${error.stack ?? ''}\n`);
	}
	process.exitCode = 1;
}

/**
 * @param {number} milliseconds
 * @returns {string}
 */
export function seconds(milliseconds) {
	return `${(milliseconds / 1000).toFixed(1)} s`;
}

/**
 * @param {number} count
 * @returns {string} With thousands separated.
 */
export function grouped(count) {
	return count.toLocaleString('en-US');
}
