import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChatView } from '../../../src/protocol';
import { Icon } from './icon';
import { Turn } from './turn';

interface TranscriptProps {
	readonly chat: ChatView;
	/** Where to begin, or undefined for the end; read once. */
	readonly scroll: number | undefined;
	/** Called with the position to come back to, or undefined while the end is in view. */
	readonly onScroll: (position: number | undefined) => void;
}

/** Nearer to the end than this counts as being there. */
const nearEnd = 24;

/**
 * The turns of a chat. It follows the answer only while its end is in view: a reader who scrolled back is left alone
 * and offered a way to the latest.
 */
export function Transcript({ chat, scroll, onScroll }: TranscriptProps): JSX.Element {
	const scroller = useRef<HTMLDivElement>(null);
	const content = useRef<HTMLDivElement>(null);
	const following = useRef(scroll === undefined);
	/** Where it stood when that was last looked at: only a reader goes back from there. */
	const position = useRef(0);
	const [atEnd, setAtEnd] = useState(true);
	const lastTurn = chat.turns.at(-1)?.id;
	const shownTurn = useRef(lastTurn);

	const follow = (): void => {
		const element = scroller.current;
		if (element !== null && following.current) {
			element.scrollTop = element.scrollHeight;
			position.current = element.scrollTop;
		}
	};
	const look = (): void => {
		const element = scroller.current;
		if (element !== null) {
			const end = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
			if (!end && following.current && element.scrollTop >= position.current) {
				// What came into view turned out to be higher than it was taken for.
				follow();
				return;
			}
			position.current = element.scrollTop;
			following.current = end;
			setAtEnd(end);
			onScroll(end ? undefined : element.scrollTop);
		}
	};

	useLayoutEffect(() => {
		if (scroll !== undefined && scroller.current !== null) {
			scroller.current.scrollTop = scroll;
		}
		// The stored position is for the first showing only.
	}, []);
	useLayoutEffect(() => {
		if (shownTurn.current !== lastTurn) {
			// A new question is what the reader wants to see.
			shownTurn.current = lastTurn;
			following.current = true;
		}
		follow();
	});
	useEffect(() => {
		// Turns that come into view take their true height, and the composer grows with its text.
		const observer = new ResizeObserver(follow);
		observer.observe(content.current!);
		observer.observe(scroller.current!);
		return () => observer.disconnect();
	}, []);

	const jump = (): void => {
		following.current = true;
		setAtEnd(true);
		follow();
		scroller.current?.focus();
	};
	const onClick = (event: MouseEvent): void => {
		// Opening something must not carry the reader away to the end.
		if (event.target instanceof Element && event.target.closest('summary') !== null) {
			following.current = false;
			setTimeout(look, 50);
		}
	};
	return (
		<div class="transcript">
			<div
				ref={scroller}
				class="scroller"
				role="log"
				aria-live="off"
				aria-label={`Chat: ${chat.title}`}
				tabIndex={0}
				data-testid="transcript"
				onScroll={look}
				onClick={onClick}
			>
				<div ref={content} class="column turns">
					{chat.turns.map((turn) => (
						<Turn key={turn.id} turn={turn} last={turn.id === lastTurn} trusted={chat.trusted} />
					))}
				</div>
			</div>
			{!atEnd && (
				<button type="button" class="jump" data-testid="jump" onClick={jump}>
					<Icon name="arrow-down" />
					<span>Jump to latest</span>
				</button>
			)}
		</div>
	);
}
