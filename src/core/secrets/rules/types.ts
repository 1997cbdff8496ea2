/** Secrets that are known by their own form. */
export interface TokenRule {
	/** Lower case words joined by `-`. */
	readonly id: string;
	/** For people: what kind of secret it is. */
	readonly title: string;
	/** One of these stands in every secret of the rule; case matters. */
	readonly keywords: readonly string[];
	/** Sticky, with indices, tried `lead` characters before a keyword; the secret is group 1, or else the whole match. */
	readonly pattern: RegExp;
	/** How many characters of the secret stand before the keyword; 0 if not given. */
	readonly lead?: number;
	/** How many letters, digits, `_` and `-` follow the keyword at least: a test that needs no decoding. */
	readonly least: number;
	/** How every match begins, for rules whose matches may end more than 3,000 characters after the keyword; sticky. */
	readonly opening?: RegExp;
	/** Whether the keyword may follow a letter or digit; false if not given. */
	readonly inside?: boolean;
	/** Further test of a match. It may look at 900 characters before `start`, and as many after the value. */
	readonly accept?: (value: string, text: string, start: number) => boolean;
}

/** Secrets that are known by what stands around them. */
export interface ContextRule {
	readonly id: string;
	readonly title: string;
}
