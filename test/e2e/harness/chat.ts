import type { FrameLocator, Locator } from 'playwright-core';
import type { Session } from './session.js';

/** The chat view, as a person uses it. */
export class Chat {
	readonly composer: Locator;
	readonly send: Locator;
	readonly stop: Locator;
	readonly consent: Locator;
	readonly turns: Locator;
	readonly contextCard: Locator;

	constructor(
		readonly session: Session,
		readonly frame: FrameLocator,
	) {
		this.composer = frame.getByTestId('composer');
		this.send = frame.getByTestId('send');
		this.stop = frame.getByTestId('stop');
		this.consent = frame.getByTestId('consent');
		this.turns = frame.getByTestId('turn');
		this.contextCard = frame.getByTestId('context-card');
	}

	/** Opens the view and waits until the workspace is counted. */
	static async open(session: Session): Promise<Chat> {
		const chat = new Chat(session, await session.workbench.openChatFrame());
		await chat.frame.getByTestId('chip-showContext').filter({ hasText: /\d/ }).waitFor();
		return chat;
	}

	/** The last turn. */
	get last(): Locator {
		return this.turns.last();
	}

	/** Types a question and sends it by the keyboard. */
	async ask(question: string): Promise<void> {
		await this.composer.fill(question);
		await this.composer.press('Enter');
	}

	/** Agrees to send the workspace, which is asked before the first question of a window and not again. */
	async agree(): Promise<void> {
		if (!this.session.agreed) {
			await this.frame.getByTestId('consent-accept').click();
			this.session.agreed = true;
		}
	}

	/** Waits until the last answer has ended well. */
	async answered(): Promise<void> {
		await this.last.getByTestId('receipt').waitFor({ timeout: 30_000 });
	}

	/** Asks, agrees if asked to, and waits for the answer. */
	async complete(question: string): Promise<Locator> {
		const count = await this.turns.count();
		await this.ask(question);
		await this.turns.nth(count).waitFor();
		await this.agree();
		await this.answered();
		return this.last;
	}
}
