const stockPhrases =
	/example|sample|dummy|placeholder|your[-_ ]?|fake|redacted|change[-_ ]?me|change[-_ ]?this|replace[-_ ]?(?:me|this|with)|insert|todo|xxxx|\*\*\*|\.\.\.|\u2026|qwerty|asdfgh|deadbeef|c0ffee|cafebabe|foobar|notareal|not-a-real|not_a_real|notreal|loremipsum|test[-_]?(?:key|token|secret|only)|invalid/i;

/**
 * Starts of keys that makers' documentation shows for everyone to copy: AWS, Stripe (twice), Twilio, jwt.io (twice),
 * Basic from RFC 7617.
 */
const documented = /EXAMPLE|4eC39HqLyj|BQokikJOvB|IkpvaG4gRG9l|NiIsIm5hbWUi|QWxhZGRpbjpvc/;

const SEQUENCE = 6;
const REPEATS = 6;
const LONGEST_PERIOD = 16;

/** Whether a person rather than a machine made the value up: stock words, one character repeated, `123456`, `abcabc`. */
export function isMadeUp(value: string): boolean {
	return (
		stockPhrases.test(value) || documented.test(value) || hasRun(value) || isPeriodic(value) || isMonotonous(value)
	);
}

/** Whether it shows templates or words to be replaced: `${TOKEN}`, `<token>`, `%s`, `$(pass)`, `process.env.X`. */
export function isTemplate(value: string): boolean {
	return /\$\{|\$\(|\{\{|\{[\w.]*\}|^<|>$|^\[|^%[\w(]|%[sd]\b|^\$[A-Za-z_]\w*$|^%\w+%$|#\{|@\w+@|<%|^\$\w|process\.env|os\.environ|getenv|^!|^&|^\*|^__\w+__$/i.test(
		value,
	);
}

/** Characters that follow each other in the alphabet, or the same one, more often than chance lets them. */
function hasRun(value: string): boolean {
	let rising = 1;
	let equal = 1;
	for (let index = 1; index < value.length; index++) {
		const difference = value.charCodeAt(index) - value.charCodeAt(index - 1);
		rising = difference === 1 ? rising + 1 : 1;
		equal = difference === 0 ? equal + 1 : 1;
		if (rising >= SEQUENCE || equal >= REPEATS) {
			return true;
		}
	}
	return false;
}

function isPeriodic(value: string): boolean {
	for (let period = 1; period <= LONGEST_PERIOD && period * 2 <= value.length; period++) {
		let index = period;
		while (index < value.length && value.charCodeAt(index) === value.charCodeAt(index - period)) {
			index++;
		}
		if (index === value.length) {
			return true;
		}
	}
	return false;
}

function isMonotonous(value: string): boolean {
	return value.length >= 16 && new Set(value).size < Math.min(8, value.length / 2);
}
