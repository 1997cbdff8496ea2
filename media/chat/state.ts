import type { AnswerView, ChatView, EditCardView, ToPage, TurnView } from '../../src/protocol';
import { announcementFor, imagesSentence } from './announcements';
import { GrowingText } from './growing-text';

/** The composer's text. `serial` changes when the text was put there by other means than typing. */
export interface Draft {
	readonly text: string;
	readonly serial: number;
	/** Half-open range to select when the text was put there. */
	readonly selection: readonly [number, number] | undefined;
}

/** A sentence for screen readers; `serial` tells a repeated sentence from one already spoken. */
export interface Announcement {
	readonly text: string;
	readonly serial: number;
}

/** All the page knows. `chat` is the extension's; the draft is the page's own. */
export interface PageState {
	readonly chat: ChatView | undefined;
	readonly draft: Draft;
	readonly announcement: Announcement;
	/** Why something the reader just did was not done; goes with the next thing they do. */
	readonly note: string | undefined;
}

/** What changes the page: messages of the extension and acts of the reader that concern the page alone. */
export type PageEvent =
	| Exclude<ToPage, { readonly type: 'picture' }>
	| { readonly type: 'typed'; readonly text: string }
	/** Replaces the draft, for example by a suggestion. */
	| { readonly type: 'fill'; readonly text: string; readonly selection?: readonly [number, number] }
	/** The draft was sent. */
	| { readonly type: 'sent' }
	/** The consent question was answered: it goes away at once, not after a round trip. */
	| { readonly type: 'answered' }
	| { readonly type: 'announce'; readonly text: string }
	/** Says why something was not done. */
	| { readonly type: 'note'; readonly text: string };

/** The state before the first message, with the draft kept from the last time. */
export function initialState(draft: string): PageState {
	return {
		chat: undefined,
		draft: { text: draft, serial: 0, selection: undefined },
		announcement: { text: '', serial: 0 },
		note: undefined,
	};
}

/** The next state. Turns that an event does not concern keep their identity, which is what keeps rendering cheap. */
export function reduce(state: PageState, event: PageEvent): PageState {
	switch (event.type) {
		case 'chat':
			return { ...state, chat: event.chat, note: undefined };
		case 'typed':
			return { ...state, draft: { ...state.draft, text: event.text, selection: undefined }, note: undefined };
		case 'fill':
			return { ...state, draft: replaceDraft(state.draft, event.text, event.selection) };
		case 'compose':
			return { ...state, draft: composed(state.draft, event.text) };
		case 'sent':
			return { ...state, draft: replaceDraft(state.draft, '', undefined), note: undefined };
		case 'announce':
			return announce(state, event.text);
		case 'note':
			return { ...announce(state, event.text), note: event.text };
		case 'turn':
		case 'delta':
		case 'inspected':
		case 'context':
		case 'endpoint':
		case 'estimate':
		case 'consent':
		case 'images':
		case 'answered':
			return state.chat === undefined ? state : reduceChat(state, state.chat, event);
	}
}

type ChatEvent = Extract<
	PageEvent,
	{
		readonly type:
			'turn' | 'delta' | 'inspected' | 'context' | 'endpoint' | 'estimate' | 'consent' | 'images' | 'answered';
	}
>;

function reduceChat(state: PageState, chat: ChatView, event: ChatEvent): PageState {
	switch (event.type) {
		case 'turn': {
			const previous = chat.turns.find((turn) => turn.id === event.turn.id);
			const turns =
				previous === undefined
					? [...chat.turns, event.turn]
					: chat.turns.map((turn) => (turn === previous ? event.turn : turn));
			const next = { ...state, chat: { ...chat, turns, busy: event.busy } };
			if (previous !== undefined) {
				keepTexts(event.turn.answer, previous.answer);
			}
			const sentence = announcementFor(previous?.answer, event.turn.answer);
			return sentence === undefined ? next : announce(next, sentence);
		}
		case 'delta':
			return withTurn(state, chat, event.turnId, (turn) => ({
				...turn,
				answer: grown(turn.answer, event.reasoning, event.content),
			}));
		case 'inspected':
			return withTurn(state, chat, event.turnId, (turn) => inspected(turn, event));
		case 'context':
			return { ...state, chat: { ...withEstimate(chat, event.estimate), context: event.context } };
		case 'endpoint':
			return { ...state, chat: { ...withEstimate(chat, event.estimate), endpoint: event.endpoint } };
		case 'estimate':
			return { ...state, chat: withEstimate(chat, event.estimate) };
		case 'consent':
			return { ...state, chat: withConsent(chat, event.consent) };
		case 'images': {
			const sentence = imagesSentence(chat.images ?? [], event.images);
			const next = { ...state, chat: { ...withEstimate(chat, event.estimate), images: event.images }, note: undefined };
			return sentence === undefined ? next : announce(next, sentence);
		}
		case 'answered':
			return { ...state, chat: withConsent(chat, undefined) };
	}
}

/** Every image the page may show. */
export function imagesOf(chat: ChatView): ReadonlySet<string> {
	const all = [...(chat.images ?? []), ...chat.turns.flatMap(({ images = [] }) => images)];
	return new Set(all.map(({ hash }) => hash));
}

/** An answer's texts as they are read for showing them. */
interface AnswerTexts {
	readonly reasoning: GrowingText;
	readonly content: GrowingText;
}

const texts = new WeakMap<AnswerView, AnswerTexts>();

/**
 * The texts of an answer; they may be longer than it, if it has grown since. They are the same objects for all states of
 * an answer while a text is only appended to: nobody need compare or copy long texts.
 */
export function textsOf(answer: AnswerView): AnswerTexts {
	const known = texts.get(answer) ?? {
		reasoning: new GrowingText(answer.reasoning),
		content: new GrowingText(answer.content),
	};
	texts.set(answer, known);
	return known;
}

/** The next state of an answer that has more text than before and nothing else. */
function grown(before: AnswerView, reasoning: string, content: string): AnswerView {
	const next = { ...before, reasoning: before.reasoning + reasoning, content: before.content + content };
	const known = textsOf(before);
	texts.set(next, {
		reasoning: goesOn(known.reasoning, before.reasoning.length, reasoning) ?? new GrowingText(next.reasoning),
		content: goesOn(known.content, before.content.length, content) ?? new GrowingText(next.content),
	});
	return next;
}

/** @returns undefined when the text went on otherwise already */
function goesOn(text: GrowingText, length: number, more: string): GrowingText | undefined {
	if (text.length !== length) {
		return undefined;
	}
	text.append(more);
	return text;
}

/** Lets another state of an answer keep the texts it begins with. */
function keepTexts(now: AnswerView, before: AnswerView): void {
	const known = textsOf(before);
	const keep = (key: keyof AnswerTexts) =>
		now[key].startsWith(before[key])
			? goesOn(known[key], before[key].length, now[key].slice(before[key].length))
			: undefined;
	texts.set(now, {
		reasoning: keep('reasoning') ?? new GrowingText(now.reasoning),
		content: keep('content') ?? new GrowingText(now.content),
	});
}

function inspected(
	turn: TurnView,
	{ citations, edits, explanation }: Extract<PageEvent, { readonly type: 'inspected' }>,
): TurnView {
	const { answer } = turn;
	const next = {
		...answer,
		...(citations ? { citations: [...answer.citations.slice(0, citations.from), ...citations.items] } : {}),
		...(edits ? { edits: withSegments(answer.edits, edits) } : {}),
		...(explanation ? { explanation } : {}),
	};
	texts.set(next, textsOf(answer));
	return { ...turn, answer: next };
}

function withSegments(before: EditCardView | undefined, { from, card }: { from: number; card: EditCardView }) {
	return { ...card, segments: [...(before?.segments.slice(0, from) ?? []), ...card.segments] };
}

function withTurn(state: PageState, chat: ChatView, turnId: string, change: (turn: TurnView) => TurnView): PageState {
	const position = chat.turns.findLastIndex((turn) => turn.id === turnId);
	const turn = chat.turns[position];
	return turn === undefined ? state : { ...state, chat: { ...chat, turns: chat.turns.with(position, change(turn)) } };
}

function withEstimate(chat: ChatView, estimate: ChatView['estimate']): ChatView {
	const next = { ...chat };
	delete next.estimate;
	return estimate === undefined ? next : { ...next, estimate };
}

function withConsent(chat: ChatView, consent: ChatView['consent']): ChatView {
	const next = { ...chat };
	delete next.consent;
	return consent === undefined ? next : { ...next, consent };
}

function announce(state: PageState, text: string): PageState {
	return { ...state, announcement: { text, serial: state.announcement.serial + 1 } };
}

function replaceDraft(draft: Draft, text: string, selection: readonly [number, number] | undefined): Draft {
	return { text, serial: draft.serial + 1, selection };
}

/** Keeps what was typed and puts the new text after it, set apart by an empty line. */
function composed(draft: Draft, text: string): Draft {
	const typed = draft.text.trimEnd();
	return replaceDraft(draft, typed === '' ? text : `${typed}\n\n${text}`, undefined);
}
