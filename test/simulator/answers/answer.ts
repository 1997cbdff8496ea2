import { describeImages } from '../images';
import type { SimulatedMessage } from '../request';
import { explainDiff } from './explanation';
import { editAnswer } from './edit';
import { answerQuestion } from './question';
import type { Answer } from './types';
import { bringUpToDate, emptySnapshot, parsePack, type Snapshot } from './snapshot';

const notice = '*This answer was computed by a stand-in without a language model.*';

/** Packs that are kept parsed. */
const rememberedPacks = 4;

/** Computes answers from nothing but the request's messages. */
export class Answerer {
	readonly #packs = new Map<string, Snapshot | undefined>();

	answer(messages: readonly SimulatedMessage[]): Answer {
		const { reasoning, content } = this.#compute(messages);
		const { images = [] } = messages.findLast(({ role }) => role === 'user') ?? {};
		const seen = images.length === 0 ? '' : `With the question came ${describeImages(images)}.\n\n`;
		return { reasoning, content: `${seen}${content.trimEnd()}\n\n${notice}\n` };
	}

	#compute(messages: readonly SimulatedMessage[]): Answer {
		const users = messages.filter(({ role }) => role === 'user').map(({ content }) => content);
		const last = users.at(-1) ?? '';
		const packAt = users.findIndex((text) => this.#pack(text) !== undefined);
		let snapshot: Snapshot = this.#pack(users[packAt] ?? '') ?? emptySnapshot;
		if (packAt !== -1 && packAt === users.length - 1 && readQuestion(last) === undefined) {
			return {
				reasoning: `Reading ${snapshot.files.size} files.`,
				content: `I have read ${snapshot.files.size} files. What would you like to know or change?`,
			};
		}
		for (const text of users.slice(packAt + 1)) {
			snapshot = bringUpToDate(snapshot, text);
		}
		const question = readQuestion(last) ?? last;
		const diff = readDiff(last);
		if (diff !== undefined) {
			return explainDiff(diff.title, diff.text, snapshot);
		}
		const earlier = users.slice(packAt + 1, -1).map((text) => readQuestion(text) ?? text);
		return editAnswer(question, snapshot) ?? answerQuestion(question, earlier, snapshot);
	}

	#pack(text: string): Snapshot | undefined {
		if (!this.#packs.has(text)) {
			this.#packs.set(text, parsePack(text));
			if (this.#packs.size > rememberedPacks) {
				this.#packs.delete([...this.#packs.keys()][0]!);
			}
		}
		return this.#packs.get(text);
	}
}

/** The question stands last, so that nothing in the data before it can pass for one. */
function readQuestion(message: string): string | undefined {
	const start = message.lastIndexOf('\n<question>\n') + 1;
	const end = message.lastIndexOf('\n</question>');
	return message.startsWith('<question>\n', start) && end > start
		? message.slice(start + '<question>\n'.length, end)
		: undefined;
}

function readDiff(message: string): { title: string; text: string } | undefined {
	const match = /^<diff title=("(?:[^"\\]|\\.)*")>\n/m.exec(message);
	const end = message.lastIndexOf('\n</diff>');
	if (match === null || end < match.index) {
		return undefined;
	}
	return { title: String(JSON.parse(match[1]!)), text: message.slice(match.index + match[0].length, end + 1) };
}
