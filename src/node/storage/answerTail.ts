import { mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { isRunning, type Answer, type Conversation } from '../../core/conversation/conversation';

const answerSchema = v.looseObject({ status: v.string(), startedAt: v.number() });

const lineSchema = v.object({
	turnId: v.string(),
	/** When this answer was begun: a turn that is asked again has the same name. */
	startedAt: v.number(),
	/** Characters of reasoning and answer that stand before this line. */
	at: v.tuple([v.number(), v.number()]),
	reasoning: v.string(),
	content: v.string(),
	/** All else there is to tell of the answer, where it changed. */
	rest: v.optional(answerSchema),
});
type Line = v.InferOutput<typeof lineSchema>;

/** What is on disk of the answer that is being written. */
interface Written {
	readonly turnId: string;
	readonly startedAt: number;
	readonly reasoning: number;
	readonly content: number;
	readonly rest: string;
}

/**
 * The growing end of a chat: what came of its last answer since the chat was written as a whole, a line for each time.
 * Writing a long chat every second would take more processor time than reading the answer.
 */
export class AnswerTail {
	readonly #file: string;
	#written: Written | undefined;

	constructor(file: string) {
		this.#file = file;
	}

	/** The chat was written as a whole: nothing is left for the tail. */
	async begin(conversation: Conversation): Promise<void> {
		this.#written = undefined;
		await rm(this.#file, { force: true });
		this.#written = writtenOf(conversation);
	}

	/** Forgets everything. */
	async delete(): Promise<void> {
		this.#written = undefined;
		await rm(this.#file, { force: true });
	}

	/**
	 * Appends what has come since the last time.
	 * @returns false when the chat must be written as a whole
	 */
	async append(conversation: Conversation): Promise<boolean> {
		const before = this.#written;
		const now = writtenOf(conversation);
		if (!before || !now || before.turnId !== now.turnId || before.startedAt !== now.startedAt) {
			return false;
		}
		if (now.reasoning < before.reasoning || now.content < before.content) {
			return false;
		}
		const { answer } = conversation.turns.at(-1)!;
		const line = {
			...{ turnId: now.turnId, startedAt: now.startedAt, at: [before.reasoning, before.content] },
			reasoning: answer.reasoning.slice(before.reasoning),
			content: answer.content.slice(before.content),
		};
		// What is on disk is not known after a failure.
		this.#written = undefined;
		await appendDurably(
			this.#file,
			JSON.stringify(now.rest === before.rest ? line : { ...line, rest: restOf(answer) }),
		);
		this.#written = now;
		return true;
	}

	/** A chat as it was written as a whole, with what came after that. */
	async complete(conversation: Conversation): Promise<Conversation> {
		const last = conversation.turns.at(-1);
		if (!last || !isRunning(last.answer)) {
			return conversation;
		}
		let content: string;
		try {
			content = await readFile(this.#file, 'utf8');
		} catch {
			return conversation;
		}
		const lines = content.split('\n').flatMap(readLine);
		const answer = lines.reduce((grown, line) => (line.turnId === last.id ? grow(grown, line) : grown), last.answer);
		return { ...conversation, turns: [...conversation.turns.slice(0, -1), { ...last, answer }] };
	}
}

function writtenOf({ turns }: Conversation): Written | undefined {
	const turn = turns.at(-1);
	return turn && isRunning(turn.answer)
		? {
				...{ turnId: turn.id, startedAt: turn.answer.startedAt, rest: JSON.stringify(restOf(turn.answer)) },
				...{ reasoning: turn.answer.reasoning.length, content: turn.answer.content.length },
			}
		: undefined;
}

/** All of an answer but its text. */
function restOf(answer: Answer): Omit<Answer, 'reasoning' | 'content'> {
	return Object.fromEntries(
		Object.entries(answer).filter(([name]) => name !== 'reasoning' && name !== 'content'),
	) as unknown as Omit<Answer, 'reasoning' | 'content'>;
}

/** A line that a crash has cut is none. */
function readLine(text: string): Line[] {
	try {
		const parsed = v.safeParse(lineSchema, JSON.parse(text));
		return parsed.success ? [parsed.output] : [];
	} catch {
		return [];
	}
}

/** An answer with a line of its tail. One that is known already, or that does not follow, changes nothing. */
function grow(answer: Answer, { startedAt, at, reasoning, content, rest }: Line): Answer {
	const known = [answer.reasoning.length - at[0], answer.content.length - at[1]] as const;
	const follows = startedAt === answer.startedAt && known[0] >= 0 && known[1] >= 0;
	if (!follows || (known[0] >= reasoning.length && known[1] >= content.length)) {
		return answer;
	}
	return {
		...answer,
		...(rest as Partial<Answer> | undefined),
		reasoning: answer.reasoning + reasoning.slice(known[0]),
		content: answer.content + content.slice(known[1]),
	};
}

async function appendDurably(file: string, line: string): Promise<void> {
	await mkdir(path.dirname(file), { recursive: true });
	const handle = await open(file, 'a', 0o600);
	try {
		// The line feed before it ends a line that a crash has cut.
		await handle.writeFile(`\n${line}\n`);
		await handle.datasync();
	} finally {
		await handle.close();
	}
}
