import type { Wire } from '../../src/protocol';

/** Where a chat was scrolled to. */
export interface ScrollPosition {
	readonly chatId: string;
	/** Distance from the top, or undefined while the end was in view. */
	readonly top: number | undefined;
}

/** What the page keeps across being hidden and shown again; all else comes from the extension. */
export interface Kept {
	readonly draft: string;
	readonly scroll: ScrollPosition | undefined;
}

/** The editor's side of a webview, as the editor offers it. */
interface WebviewApi {
	postMessage(message: unknown): void;
	getState(): unknown;
	setState(state: unknown): void;
}

declare function acquireVsCodeApi(): WebviewApi;

/** The editor around the page: a wire to the extension and a place for what is kept. */
export interface Host {
	readonly wire: Wire;
	load(): Kept;
	save(kept: Kept): void;
}

/** Connects to the editor. May be called once in a page's life, as the editor demands. */
export function connectHost(): Host {
	const api = acquireVsCodeApi();
	return {
		wire: {
			post: (message) => api.postMessage(message),
			listen: (receive) => {
				const onMessage = (event: MessageEvent<unknown>): void => receive(event.data);
				window.addEventListener('message', onMessage);
				return () => window.removeEventListener('message', onMessage);
			},
		},
		load: () => kept(api.getState()),
		save: (state) => api.setState(state),
	};
}

function kept(state: unknown): Kept {
	const { draft, scroll } = fieldsOf(state);
	const { chatId, top } = fieldsOf(scroll);
	return {
		draft: typeof draft === 'string' ? draft : '',
		scroll: typeof chatId === 'string' ? { chatId, top: typeof top === 'number' ? top : undefined } : undefined,
	};
}

function fieldsOf(value: unknown): { draft?: unknown; scroll?: unknown; chatId?: unknown; top?: unknown } {
	return typeof value === 'object' && value !== null ? value : {};
}
