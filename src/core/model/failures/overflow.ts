/** What a refusal of a prompt that is too long tells, in tokens. */
export interface Overflow {
	readonly limit?: number;
	readonly promptTokens?: number;
	/** Prompt and answer together, where the prompt is not told by itself. */
	readonly requestedTokens?: number;
}

/** A number as servers write it, perhaps with separators. */
const number = String.raw`(\d[\d,]*)`;

/** How servers word the size of the window, most telling first. */
const limits: readonly RegExp[] = [
	new RegExp(`maximum context length (?:is|of) (?:only )?${number}`, 'i'),
	new RegExp(`context length is (?:only )?${number}`, 'i'),
	new RegExp(`context length of (?:only )?${number}`, 'i'),
	new RegExp(`model's context length \\(?${number}`, 'i'),
	new RegExp(`available context size \\(${number}`, 'i'),
	new RegExp(`n_ctx"?: ?${number}`, 'i'),
	new RegExp(`context window (?:is|of) ${number}`, 'i'),
	new RegExp(`exceeds? (?:the )?(?:limit|maximum)(?: of)? ${number}`, 'i'),
	new RegExp(`tokens? > ${number} maximum`, 'i'),
];

/** How servers word what they counted of the prompt. */
const counts: readonly RegExp[] = [
	new RegExp(`\\(${number} (?:tokens )?(?:in|from) the (?:input )?(?:messages|prompt)`, 'i'),
	new RegExp(`${number} (?:of text |tokens of text )?(?:tokens )?from the input messages`, 'i'),
	new RegExp(`${number} of text input`, 'i'),
	new RegExp(`resulted in ${number} tokens`, 'i'),
	new RegExp(`(?:has|passed|contains(?: at least)?) ${number} input tokens`, 'i'),
	new RegExp(`input \\(?${number} tokens\\)? (?:is|are) (?:longer|too long)`, 'i'),
	new RegExp(`request \\(${number} tokens\\)`, 'i'),
	new RegExp(`n_prompt_tokens"?: ?${number}`, 'i'),
	new RegExp(`n_keep"?: ?${number}`, 'i'),
	new RegExp(`keep the first ${number} tokens`, 'i'),
	new RegExp(`prompt is too long: ${number} tokens`, 'i'),
];

/** How servers word the sum of prompt and answer. */
const sums: readonly RegExp[] = [new RegExp(`requested (?:about |a total of )?${number} tokens`, 'i')];

/** Phrases of refusals that name no number at all. */
const wordless =
	/maximum context length|exceeds? the (?:available |model's |maximum )?context|context[_ ](?:length|size|window)[_ ]?(?:has been )?exceeded|exceed_context_size_error|greater than the context length|context (?:the )?overflows|longer than the (?:model's )?context|prompt is too long|reduce the length of the (?:input |messages|prompt)/i;

/** Longest text that is looked through: the numbers stand at its beginning. */
const searched = 4_096;

/**
 * Reads the endpoint's own counts out of its refusal, whatever server it is.
 * @returns undefined when the text is not about a prompt that is too long
 */
export function parseOverflow(text: string): Overflow | undefined {
	const head = text.slice(0, searched);
	if (!wordless.test(head) && !/is too large.*context length/is.test(head)) {
		return undefined;
	}
	const limit = firstNumber(limits, head);
	const promptTokens = firstNumber(counts, head);
	const requestedTokens = promptTokens === undefined ? firstNumber(sums, head) : undefined;
	return {
		...(limit === undefined ? {} : { limit }),
		...(promptTokens === undefined ? {} : { promptTokens }),
		...(requestedTokens === undefined ? {} : { requestedTokens }),
	};
}

function firstNumber(patterns: readonly RegExp[], text: string): number | undefined {
	for (const pattern of patterns) {
		const found = pattern.exec(text)?.[1];
		if (found !== undefined) {
			return Number(found.replaceAll(',', ''));
		}
	}
	return undefined;
}
