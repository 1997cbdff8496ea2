import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Turn } from '../../../src/core/conversation/conversation';
import type { LongviewApi } from '../../../src/extension';
import { ConversationStore } from '../../../src/node/storage/conversationStore';
import type { TurnView } from '../../../src/protocol';
import { ChatController } from '../../../src/vscode/chat/chatController';
import { PromptCache } from '../../../src/vscode/chat/promptCache';
import { EndpointService } from '../../../src/vscode/endpoint/endpointService';
import type { EndpointOverrides } from '../../../src/vscode/endpoint/endpointTarget';
import { Consent } from '../../../src/vscode/workspace/consent';
import { eventually } from '../../support/eventually';

/** Workspace state that is forgotten with the test. */
export class Memory implements vscode.Memento {
	readonly #values = new Map<string, unknown>();

	keys(): readonly string[] {
		return [...this.#values.keys()];
	}

	get<T>(key: string, fallback?: T): T {
		return (this.#values.get(key) ?? fallback) as T;
	}

	update(key: string, value: unknown): Promise<void> {
		this.#values.set(key, value);
		return Promise.resolve();
	}
}

/** A chat beside the extension's own: its own endpoint, consent and stored chats, the extension's workspace. */
export interface TestChat {
	readonly controller: ChatController;
	readonly endpoint: EndpointService;
	readonly consent: Consent;
	readonly store: ConversationStore;
	/** Another window on the same workspace, after a reload. */
	readonly reopen: () => Promise<ChatController>;
	dispose(): void;
}

export async function createChat(api: LongviewApi, overrides: EndpointOverrides): Promise<TestChat> {
	const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'longview-chats-')));
	const log = vscode.window.createOutputChannel('Longview test', { log: true });
	const endpoint = new EndpointService(api.keys, overrides);
	await endpoint.refresh();
	const memento = new Memory();
	const consent = new Consent(memento, () => endpoint.unchecked);
	const store = new ConversationStore(folder);
	const open = () =>
		new ChatController({
			context: api.context,
			endpoint,
			ledger: api.ledger,
			consent,
			usage: api.usage,
			store,
			review: api.review,
			cache: new PromptCache(memento, Date.now),
			after: api.after,
			memento,
			log,
		});
	const controllers = [open()];
	return {
		controller: controllers[0]!,
		endpoint,
		consent,
		store,
		reopen: async () => {
			const controller = open();
			controllers.push(controller);
			await controller.restore();
			return controller;
		},
		dispose: () => {
			controllers.forEach((each) => each.dispose());
			endpoint.dispose();
			log.dispose();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** The turn that was asked last, as data. */
export function lastTurn(controller: ChatController): Turn {
	return controller.conversation.turns.at(-1)!;
}

/** The turn that was asked last, as the page shows it. */
export function lastView(controller: ChatController): TurnView {
	return controller.chatView().turns.at(-1)!;
}

/** Waits until the user is asked whether the workspace may be sent. */
export async function consentAsked(controller: ChatController): Promise<void> {
	await eventually('the question for consent', () => controller.chatView().consent);
}
