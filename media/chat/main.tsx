import { render } from 'preact';
import { type FromPage, Messenger, type ToPage, toPage } from '../../src/protocol';
import { App } from './app';
import './chat.css';
import { connectHost, type ScrollPosition } from './host';
import type { Page } from './page';
import { Pictures } from './pictures';
import { imagesOf, initialState, type PageEvent, reduce } from './state';

const saveDelay = 250;
/** Milliseconds without typing before the draft is counted. */
const draftDelay = 400;

const host = connectHost();
const root = document.body.appendChild(document.createElement('div'));
root.id = 'page';

const restored = host.load();
let scroll = restored.scroll;
let state = initialState(restored.draft);
let frame: number | undefined;
let saving: number | undefined;
let telling: number | undefined;
let toldDraft = '';

/** However many messages arrive, the page is rendered at most once per frame. */
function dispatch(event: PageEvent): void {
	const draft = state.draft.text;
	state = reduce(state, event);
	frame ??= requestAnimationFrame(renderPage);
	if (state.draft.text !== draft) {
		saveSoon();
		window.clearTimeout(telling);
		telling = window.setTimeout(tellDraft, draftDelay);
	}
}

function renderPage(): void {
	frame = undefined;
	render(<App state={state} page={page} scroll={scroll} onScroll={keepScroll} />, root);
}

function keepScroll(position: ScrollPosition): void {
	scroll = position;
	saveSoon();
}

function saveSoon(): void {
	saving ??= window.setTimeout(save, saveDelay);
}

function tellDraft(): void {
	const { text } = state.draft;
	if (text !== toldDraft) {
		toldDraft = text;
		messenger.send({ type: 'draft', text });
	}
}

function save(): void {
	window.clearTimeout(saving);
	saving = undefined;
	host.save({ draft: state.draft.text, scroll });
}

const messenger = new Messenger<ToPage, FromPage>(
	host.wire,
	toPage,
	{
		chat: (event) => {
			pictures.keepOnly(imagesOf(event.chat));
			dispatch(event);
		},
		images: dispatch,
		picture: (message) => void pictures.receive(message),
		turn: dispatch,
		delta: dispatch,
		inspected: dispatch,
		context: dispatch,
		endpoint: dispatch,
		estimate: dispatch,
		consent: dispatch,
		compose: dispatch,
	},
	(reason) => console.error(`Longview: a message was dropped. ${reason}`),
);
const pictures = new Pictures((hash) => messenger.send({ type: 'loadPicture', hash }));
const page: Page = { send: (message: FromPage) => messenger.send(message), dispatch, pictures };

window.addEventListener('pagehide', save);
renderPage();
messenger.send({ type: 'ready' });
tellDraft();
