import type { JSX, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ChatView } from '../../../src/protocol';
import { usePage } from '../page';
import { recall, type Recalled } from '../recall';
import type { Draft } from '../state';
import { imageObstacle, obstacle } from '../wording/composer';
import { roomWarning } from '../wording/cost';
import { ComposerFooter } from './composer-footer';
import { Icon } from './icon';
import { ComposerImages } from './images';
import { useImageIntake } from './use-image-intake';

interface ComposerProps {
	readonly chat: ChatView;
	readonly draft: Draft;
	/** Why something the reader just did was not done. */
	readonly note: string | undefined;
	readonly input: RefObject<HTMLTextAreaElement | null>;
}

/** Key code of a key press that an input method has taken for itself. */
const inputMethodKey = 229;

/** Where questions are written. */
export function Composer({ chat, draft, note, input }: ComposerProps): JSX.Element {
	const page = usePage();
	const recalled = useRef<Recalled | undefined>(undefined);
	const { images = [] } = chat;
	const imageReason = imageObstacle(images, chat.endpoint);
	const reason = obstacle(chat.context, chat.endpoint) ?? imageReason;
	const intake = useImageIntake(chat, draft.text);
	const warning = reason === undefined && chat.estimate ? roomWarning(chat.estimate, chat.turns.length > 0) : undefined;
	const empty = draft.text.trim() === '';

	useLayoutEffect(() => {
		const element = input.current;
		if (element === null || draft.serial === 0) {
			return;
		}
		element.focus();
		const [start, end] = draft.selection ?? [draft.text.length, draft.text.length];
		element.setSelectionRange(start, end);
		element.scrollTop = element.scrollHeight;
		// Only text that was put here moves the selection, not text that was typed.
	}, [draft.serial]);

	// What was typed since the last frame is in the element, not yet in `draft`.
	const typed = (): string => input.current?.value ?? draft.text;
	const send = (): void => {
		const text = typed().trim();
		if (chat.busy) {
			page.dispatch({ type: 'announce', text: 'An answer is on its way. Stop it before you ask again.' });
		} else if (reason !== undefined) {
			page.dispatch({ type: 'announce', text: reason });
		} else if (text !== '') {
			page.send({ type: 'ask', text });
			page.dispatch({ type: 'sent' });
			if (input.current !== null) {
				input.current.value = '';
			}
		}
	};
	const stop = (): void => {
		page.send({ type: 'stop' });
		input.current?.focus();
	};
	const step = (direction: 'older' | 'newer'): boolean => {
		const questions = chat.turns.map((turn) => turn.question);
		const next = recall(questions, typed(), recalled.current, direction);
		if (next === undefined) {
			return false;
		}
		recalled.current = next;
		page.dispatch({ type: 'fill', text: next.text });
		return true;
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		// eslint-disable-next-line @typescript-eslint/no-deprecated -- the only sign of an input method in some browsers
		if (event.isComposing || event.keyCode === inputMethodKey) {
			return;
		}
		const plain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
		if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
			event.preventDefault();
			send();
		} else if (event.key === 'Escape' && chat.busy) {
			event.preventDefault();
			stop();
		} else if (plain && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
			if (step(event.key === 'ArrowUp' ? 'older' : 'newer')) {
				event.preventDefault();
			}
		}
	};
	return (
		<form
			class="composer"
			aria-label="Question"
			onSubmit={(event) => {
				event.preventDefault();
				send();
			}}
		>
			{reason !== undefined && (
				<p id="composer-obstacle" class="with-icon is-quiet obstacle" data-testid="obstacle">
					<Icon name="info" />
					<span>{reason}</span>
				</p>
			)}
			{warning !== undefined && (
				<p id="composer-room" class="with-icon is-warning obstacle" data-testid="room-warning">
					<Icon name="warning" />
					<span>{warning}</span>
				</p>
			)}
			{note !== undefined && imageReason === undefined && (
				<p class="with-icon is-warning obstacle" data-testid="note">
					<Icon name="warning" />
					<span>{note}</span>
				</p>
			)}
			<div class={intake.dropping ? 'composer-box is-dropping' : 'composer-box'}>
				{images.length > 0 && <ComposerImages images={images} input={input} />}
				<div class="composer-row">
					<textarea
						ref={input}
						class="composer-input"
						rows={1}
						value={draft.text}
						placeholder="Ask about the whole repository, or say what to change"
						aria-label="Question. Enter sends, Shift+Enter starts a new line."
						aria-describedby={
							reason !== undefined ? 'composer-obstacle' : warning !== undefined ? 'composer-room' : undefined
						}
						data-testid="composer"
						onInput={(event) => {
							intake.onText(event.currentTarget.value);
							page.dispatch({ type: 'typed', text: event.currentTarget.value });
						}}
						onPaste={intake.onPaste}
						onKeyDown={onKeyDown}
					/>
					<button
						type="button"
						class="composer-button is-attach"
						title={
							intake.unavailable ??
							'Attach an image. Images can also be pasted, dropped, or named as @path/to/image.png'
						}
						aria-label="Attach an image"
						aria-disabled={intake.unavailable === undefined ? undefined : 'true'}
						data-testid="attach"
						onClick={intake.choose}
					>
						<Icon name="attach" />
					</button>
					{chat.busy ? (
						<button
							type="button"
							class="composer-button"
							title="Stop (Escape)"
							aria-label="Stop"
							data-testid="stop"
							onClick={stop}
						>
							<Icon name="debug-stop" />
						</button>
					) : (
						<button
							type="submit"
							class="composer-button is-send"
							title={reason ?? 'Send (Enter)'}
							aria-label="Send"
							aria-disabled={reason !== undefined || empty ? 'true' : undefined}
							data-testid="send"
						>
							<Icon name="arrow-up" />
						</button>
					)}
				</div>
			</div>
			<ComposerFooter chat={chat} />
		</form>
	);
}
