import { LongviewError } from '../../core/common/errors';

/** No git program was found on the search path. */
export class GitMissingError extends LongviewError {
	readonly kind = 'git-missing';

	constructor(options?: ErrorOptions) {
		super('Git was not found. Install it or add it to the PATH, then try again.', options);
	}
}

/** The folder belongs to no repository that git accepts as one. */
export class NotARepositoryError extends LongviewError {
	readonly kind = 'not-a-repository';

	constructor(folder: string) {
		super(`${folder} is not inside a git repository.`);
	}
}

/** Git ran and refused; the message carries git's own words. */
export class GitFailedError extends LongviewError {
	readonly kind = 'git-failed';

	/**
	 * @param exitCode undefined when git was ended by a signal or never started
	 * @param words what git wrote to its error output, trimmed
	 */
	constructor(
		readonly exitCode: number | undefined,
		readonly words: string,
		options?: ErrorOptions,
	) {
		super(words === '' ? `Git failed (exit code ${exitCode ?? 'unknown'}).` : `Git failed: ${words}`, options);
	}
}

/** Git wrote more than the caller allowed; nothing of it is kept. */
export class GitOutputTooLargeError extends LongviewError {
	readonly kind = 'git-output-too-large';

	constructor(readonly limitBytes: number) {
		super(`Git's answer is larger than ${Math.round(limitBytes / 1_000_000)} MB. Choose something smaller.`);
	}
}

/** A revision or range that cannot be one, for example because it would be read as an option. */
export class InvalidRevisionError extends LongviewError {
	readonly kind = 'invalid-revision';

	constructor(revision: string) {
		super(`${JSON.stringify(revision)} is not a revision.`);
	}
}
