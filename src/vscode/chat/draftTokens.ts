import type { WorkspaceAccess } from '../../core/conversation/workspaceAccess';

/** Counts what stands in the composer, one text at a time: of those that come meanwhile only the last is counted. */
export class DraftTokens {
	readonly #workspace: Pick<WorkspaceAccess, 'countTexts'>;
	readonly #onChange: () => void;
	#wanted = '';
	#counting = false;
	#tokens = 0;

	/** @param onChange the count is another one now */
	constructor(workspace: Pick<WorkspaceAccess, 'countTexts'>, onChange: () => void) {
		this.#workspace = workspace;
		this.#onChange = onChange;
	}

	/** Of the text that was counted last. */
	get tokens(): number {
		return this.#tokens;
	}

	/** Resolves when this text, or a later one, is counted. Never rejects: an estimate can do without it. */
	async set(text: string): Promise<void> {
		this.#wanted = text.trim();
		if (this.#counting) {
			return;
		}
		this.#counting = true;
		let counted: string | undefined;
		while (counted !== this.#wanted) {
			counted = this.#wanted;
			const tokens = counted === '' ? 0 : await this.#count(counted);
			if (tokens !== this.#tokens) {
				this.#tokens = tokens;
				this.#onChange();
			}
		}
		this.#counting = false;
	}

	async #count(text: string): Promise<number> {
		try {
			const [tokens = 0] = await this.#workspace.countTexts([text], new AbortController().signal);
			return tokens;
		} catch {
			return 0;
		}
	}
}
