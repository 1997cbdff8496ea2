import type { JSX } from 'preact';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { Composer } from './components/composer';
import { Consent } from './components/consent';
import { Start } from './components/start';
import { Transcript } from './components/transcript';
import type { ScrollPosition } from './host';
import { type Page, PageContext } from './page';
import type { PageState } from './state';

interface AppProps {
	readonly state: PageState;
	readonly page: Page;
	/** Where a transcript was last scrolled to. */
	readonly scroll: ScrollPosition | undefined;
	readonly onScroll: (position: ScrollPosition) => void;
}

/** The whole page: transcript or start, the consent question when there is one, and the composer. */
export function App({ state, page, scroll, onScroll }: AppProps): JSX.Element {
	const composer = useRef<HTMLTextAreaElement>(null);
	const focusComposer = useCallback(() => composer.current?.focus(), []);
	const { chat, announcement } = state;
	const shown = chat !== undefined;
	useEffect(() => {
		// The view was given the focus as a whole: by its command, by a key, or while the page was still loading.
		const takeFocus = (): void => {
			const idle = document.activeElement === null || document.activeElement === document.body;
			if (idle && document.hasFocus() && getSelection()?.isCollapsed !== false) {
				(document.querySelector<HTMLElement>('.consent') ?? composer.current)?.focus({ preventScroll: true });
			}
		};
		takeFocus();
		window.addEventListener('focus', takeFocus);
		return () => window.removeEventListener('focus', takeFocus);
	}, [shown]);
	return (
		<PageContext.Provider value={page}>
			<div class="visually-hidden" role="status" aria-live="polite" data-testid="announcer">
				<span key={announcement.serial}>{announcement.text}</span>
			</div>
			{chat !== undefined && (
				<>
					{chat.turns.length === 0 ? (
						<Start chat={chat} />
					) : (
						<Transcript
							key={chat.chatId}
							chat={chat}
							scroll={scroll?.chatId === chat.chatId ? scroll.top : undefined}
							onScroll={(top) => onScroll({ chatId: chat.chatId, top })}
						/>
					)}
					<div class="dock">
						{chat.consent !== undefined && <Consent consent={chat.consent} onAnswered={focusComposer} />}
						<Composer chat={chat} draft={state.draft} note={state.note} input={composer} />
					</div>
				</>
			)}
		</PageContext.Provider>
	);
}
