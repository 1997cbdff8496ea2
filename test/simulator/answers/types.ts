/** What the stand-in has to say. */
export interface Answer {
	/** A short account of what it really does. */
	readonly reasoning: string;
	/** Markdown. */
	readonly content: string;
}
