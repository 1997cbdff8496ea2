import { fenced } from './fenced';

/** Characters of output that are kept from its beginning and its end. */
const keptHead = 4_000;
const keptTail = 16_000;

/** What a check wrote, as much of it as is told: the beginning and, mostly, the end. */
export class CheckOutput {
	#head = '';
	#tail = '';
	#cut = false;

	add(text: string): void {
		const room = keptHead - this.#head.length;
		this.#head += text.slice(0, Math.max(0, room));
		const tail = this.#tail + text.slice(Math.max(0, room));
		// Cut now and then only: a text is copied each time.
		if (tail.length > 4 * keptTail) {
			this.#cut = true;
			this.#tail = tail.slice(-keptTail);
		} else {
			this.#tail = tail;
		}
	}

	/** Plain text: without colours, and with only the last state of lines that were written over. */
	get text(): string {
		const cut = this.#cut || this.#tail.length > keptTail;
		const tail = this.#tail.slice(-keptTail);
		return cut
			? `${plain(this.#head)}\n… (some output is left out)\n${plain(tail.slice(tail.indexOf('\n') + 1))}`
			: plain(this.#head + tail);
	}
}

/** What is asked about a check of the user's that failed. */
export function checkQuestion(label: string, exitCode: number | undefined, output: string): string {
	const end = exitCode === undefined ? 'was ended' : `failed with exit code ${exitCode}`;
	return [
		`Since your edits were applied, “${label}” ${end}. Find out why from its output, and fix it.`,
		output.trim() === '' ? 'It wrote nothing.' : fenced(`${output.trim()}\n`),
	].join('\n\n');
}

function plain(text: string): string {
	return (
		text
			// eslint-disable-next-line no-control-regex -- terminal sequences are what is taken out
			.replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g, '')
			.replace(/\r\n/g, '\n')
			.replace(/^.*\r(?=[^\n])/gm, '')
			// eslint-disable-next-line no-control-regex -- and so are other control characters
			.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
	);
}
