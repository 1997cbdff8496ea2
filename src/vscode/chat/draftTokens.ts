import type { DraftSize } from '../../core/conversation/workspaceAccess';
import type { NamedImage } from '../../core/images/image';
import type { WorkspacePacks } from '../../node/workspace/workspacePacks';
import { toldNow, type OutlookSubject } from './outlook';

const nothing: DraftSize = { words: 0, focus: 0, pack: 0 };

/**
 * Measures what stands in the composer, words and names of images, with the files that would be in focus for it, one text at a time: of those that
 * come meanwhile only the last.
 */
export class DraftTokens {
	readonly #packs: Pick<WorkspacePacks, 'draft'>;
	readonly #subject: () => OutlookSubject;
	readonly #images: () => readonly NamedImage[];
	readonly #onChange: () => void;
	#text = '';
	/** Set while the size is of another text, chat or state of the files than there is now. */
	#stale = false;
	#measuring: Promise<void> | undefined;
	#size = nothing;

	/**
	 * @param subject the chat it would be asked in
	 * @param images what goes with it
	 * @param onChange the size is another one now
	 */
	constructor(
		packs: Pick<WorkspacePacks, 'draft'>,
		subject: () => OutlookSubject,
		images: () => readonly NamedImage[],
		onChange: () => void,
	) {
		this.#packs = packs;
		this.#subject = subject;
		this.#images = images;
		this.#onChange = onChange;
	}

	/** Of the text that was measured last. */
	get size(): DraftSize {
		return this.#size;
	}

	/** Resolves when this text, or a later one, is measured. Never rejects: an estimate can do without it. */
	async set(text: string): Promise<void> {
		this.#text = text.trim();
		await this.again();
	}

	/** Measures the text once more: another chat is shown, or the files or the images have changed. Never rejects. */
	async again(): Promise<void> {
		this.#stale = true;
		await (this.#measuring ??= this.#measureOn().finally(() => (this.#measuring = undefined)));
	}

	async #measureOn(): Promise<void> {
		while (this.#stale) {
			this.#stale = false;
			const images = this.#images();
			const isEmpty = this.#text === '' && images.length === 0;
			const size = isEmpty ? nothing : await this.#measure(this.#text, images).catch(() => nothing);
			const { words, focus, pack } = this.#size;
			if (size.words !== words || size.focus !== focus || size.pack !== pack) {
				this.#size = size;
				this.#onChange();
			}
		}
	}

	async #measure(text: string, images: readonly NamedImage[]): Promise<DraftSize> {
		return await this.#packs.draft(text, images, await toldNow(this.#subject()), new AbortController().signal);
	}
}
