/**
 * Base of every error Longview raises on purpose. `kind` is a literal that callers switch on; `message` is one
 * sentence a person can act on, without stack or jargon.
 */
export abstract class LongviewError extends Error {
	abstract readonly kind: string;

	constructor(message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = new.target.name;
	}
}

/** The text of anything that was thrown, for a message to a person. */
export function errorMessage(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
