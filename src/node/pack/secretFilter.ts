import { createHmac } from 'node:crypto';
import { mayHoldSecrets, secretRules } from '../../core/secrets/findSecrets';
import { hideValues } from '../../core/secrets/hideValues';
import { Redactor, type Redaction } from '../../core/secrets/redact';
import type { SecretSettings } from './request';

/** Replaces secrets in texts. */
export interface SecretFilter {
	/**
	 * @param body UTF-8
	 * @param path of the file: its name tells which rules apply
	 */
	filter(body: Buffer, path: string): { readonly bytes: Buffer; readonly replaced: readonly Redaction[] };
}

/** Replaces nothing: for a workspace whose secrets cannot be put back. */
const openFilter: SecretFilter = { filter: (body) => ({ bytes: body, replaced: [] }) };

/**
 * Finds secrets in files and knows which placeholder stands for which: in memory only, from the files themselves, never
 * on disk.
 */
export class SecretVault {
	readonly #values = new Map<string, string>();
	#last: { readonly settings: SecretSettings; readonly redactor: Redactor } | undefined;

	/** @param settings undefined replaces nothing */
	filter(settings: SecretSettings | undefined): SecretFilter {
		if (settings === undefined) {
			return openFilter;
		}
		const redactor = this.#redactor(settings);
		return {
			filter: (body, path) => {
				if (!mayHoldSecrets(body, path)) {
					return { bytes: body, replaced: [] };
				}
				const { text, redactions, secrets } = redactor.redact(body.toString('utf8'), path);
				for (const [placeholder, value] of secrets) {
					this.#values.set(placeholder, value);
				}
				return redactions.length === 0
					? { bytes: body, replaced: [] }
					: { bytes: Buffer.from(text, 'utf8'), replaced: redactions };
			},
		};
	}

	/**
	 * Replaces secrets in words and diffs of the user's: what a file showed to be one is one here, too, by itself.
	 * @param path of the file a diff is about; '' for words
	 */
	hide(text: string, path: string, settings: SecretSettings | undefined): string {
		if (settings === undefined) {
			return text;
		}
		const filtered = this.filter(settings).filter(Buffer.from(text, 'utf8'), path).bytes.toString('utf8');
		const allowed = new Set(settings.allowed);
		const known = [...this.#values].filter(([placeholder]) => !allowed.has(placeholder));
		return hideValues(filtered, known);
	}

	/** The value a placeholder stands for; undefined when no file read so far holds it. */
	valueOf(placeholder: string): string | undefined {
		return this.#values.get(placeholder);
	}

	#redactor(settings: SecretSettings): Redactor {
		const { key, allowed } = settings;
		if (this.#last?.settings.key !== key || this.#last.settings.allowed.join() !== allowed.join()) {
			const digest = (secret: string) => createHmac('sha256', key).update(secret).digest('hex');
			this.#last = { settings, redactor: new Redactor(digest, new Set(allowed)) };
		}
		return this.#last.redactor;
	}
}

/** Changes when other secrets would be found, or other placeholders put in their place. */
export function secretRulesVersion(settings: SecretSettings | undefined): string {
	if (settings === undefined) {
		return 'none';
	}
	const rules = secretRules().map(({ id }) => id);
	return createHmac('sha256', settings.key)
		.update([rulesRevision, ...rules].join())
		.digest('hex')
		.slice(0, 16);
}

/** Raised with any change of the rules that finds more than before: packs frozen earlier are then made anew. */
const rulesRevision = '1';
