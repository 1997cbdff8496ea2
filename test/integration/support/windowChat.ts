import type { LongviewApi } from '../../../src/extension';
import { longview } from './editor';
import { resetShared, setShared, sharedHost } from './sharedSimulator';
import { Sandbox } from './workspace';

/** The chat of the window itself, at the simulator that the extension was started with, and files of one test. */
export interface WindowChat {
	readonly api: LongviewApi;
	readonly sandbox: Sandbox;
}

/**
 * Gives each test of the surrounding `describe` an empty chat of the window, whose workspace may be sent. Afterwards
 * nothing is left: no answer under way, no stored chat, no consent, no key, no fault of the simulator.
 */
export function useWindowChat(): WindowChat {
	const chat = {} as { -readonly [Name in keyof WindowChat]: WindowChat[Name] };

	before('activate the extension', async () => {
		chat.api = await longview();
	});

	beforeEach('begin an empty chat', async () => {
		chat.sandbox = new Sandbox();
		await resetShared();
		await chat.api.consent.give(sharedHost());
		await chat.api.controller.newChat();
	});

	afterEach('leave no chat', async () => {
		const { api, sandbox } = chat;
		api.controller.stop();
		await setShared();
		await api.keys.remove(sharedHost());
		await api.controller.newChat();
		for (const { id } of await api.controller.history()) {
			await api.controller.deleteChat(id);
		}
		await api.consent.withdraw();
		await resetShared();
		await sandbox.dispose();
	});

	return chat;
}
