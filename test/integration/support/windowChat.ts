import type { LongviewApi } from '../../../src/extension';
import { longview } from './editor';
import { resetShared, setShared, sharedHost } from './sharedSimulator';
import { Sandbox } from './workspace';

/** The extension as the window has it, and files of one test. */
export interface TestWindow {
	readonly api: LongviewApi;
	readonly sandbox: Sandbox;
}

/** Gives each test of the surrounding `describe` files of its own. */
export function useSandbox(): TestWindow {
	const window = {} as { -readonly [Name in keyof TestWindow]: TestWindow[Name] };

	before('activate the extension', async () => {
		window.api = await longview();
	});

	beforeEach('make a folder', () => {
		window.sandbox = new Sandbox();
	});

	afterEach('remove the folder', async () => {
		await window.sandbox.dispose();
	});

	return window;
}

/**
 * Gives each test of the surrounding `describe` an empty chat of the window, at the simulator that the extension was
 * started with, whose workspace may be sent, and files of its own. Afterwards nothing is left: no answer under way, no
 * stored chat, no consent, no key, no fault of the simulator.
 */
export function useWindowChat(): TestWindow {
	const window = {} as { -readonly [Name in keyof TestWindow]: TestWindow[Name] };

	before('activate the extension', async () => {
		window.api = await longview();
	});

	beforeEach('begin an empty chat', async () => {
		window.sandbox = new Sandbox();
		await beginChat(window.api);
		await window.api.consent.give(sharedHost());
	});

	afterEach('leave no chat', async () => {
		await leaveChats(window.api);
		await window.sandbox.dispose();
	});

	return window;
}

/** Shows an empty chat, at a simulator that remembers nothing. */
export async function beginChat(api: LongviewApi): Promise<void> {
	await resetShared();
	await api.consent.withdraw();
	await api.controller.newChat();
}

/** Leaves nothing of the chats that were shown. */
export async function leaveChats(api: LongviewApi): Promise<void> {
	api.controller.stop();
	await setShared();
	await api.keys.remove(sharedHost());
	await api.controller.newChat();
	for (const { id } of await api.controller.history()) {
		await api.controller.deleteChat(id);
	}
	await api.consent.withdraw();
	await resetShared();
}
