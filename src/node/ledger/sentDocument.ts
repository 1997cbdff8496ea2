import { formatBytes, formatCount, formatSeconds, plural } from '../../core/common/format';
import type { ContextFile } from '../../core/context/types';
import { formatLabels } from '../../core/images/image';
import type { LedgerImage, SentOutcome } from '../../core/ledger/ledger';
import { thinkingName } from '../../core/model/thinking';
import type { LedgerEntry, LedgerStore } from './ledgerStore';

/**
 * A request as a text to read: the facts, what each file took, then every message exactly as it was sent. Two of them can
 * be compared line by line.
 */
export async function sentDocument(entry: LedgerEntry, ledger: LedgerStore): Promise<string> {
	const [texts, frozen] = await Promise.all([ledger.texts(entry), ledger.pack(entry)]);
	const decoder = new TextDecoder();
	const parts = [...factLines(entry), '', ...fileLines(frozen?.contents.files ?? []), ''];
	for (const [index, message] of entry.messages.entries()) {
		const text = texts[index];
		const what = 'packId' in message ? `pack ${message.packId.slice(0, 12)}` : `message ${index + 1}`;
		parts.push(`════ ${message.role}: ${what}, ${text ? formatBytes(text.length) : 'no longer kept'} ════`);
		parts.push(text ? decoder.decode(text) : 'This text was forgotten to save space, or its file is damaged.');
		if ('text' in message) {
			parts.push(...(message.images ?? []).map(imageLine));
		}
	}
	return `${parts.join('\n')}\n`;
}

/** The file itself is no text; its address tells whether it is the one at hand. */
function imageLine({ name, format, width, height, bytes, tokens, hash }: LedgerImage): string {
	return `Image ${JSON.stringify(name)}: ${formatLabels[format]}, ${width} × ${height}, ${formatBytes(bytes)}, about ${formatCount(tokens)} tokens, SHA-256 ${hash}`;
}

function factLines(entry: LedgerEntry): string[] {
	const { thinking } = entry;
	return [
		`Sent to ${entry.host} on ${new Date(entry.at).toISOString()}`,
		entry.kind === 'warm-up' ? 'Warm-up of the cache' : `Question: ${entry.question.split('\n', 1)[0]!}`,
		`Model: ${entry.model}, thinking ${thinkingName(thinking)}, at most ${formatCount(entry.maxTokens)} tokens of answer`,
		`Prompt: ${formatCount(entry.promptTokens)} tokens by our own count`,
		...(entry.body ? [`Body: ${formatCount(entry.body.bytes)} bytes, SHA-256 ${entry.body.sha256}`] : []),
		...outcomeLines(entry.outcome, entry.at),
		...entry.focus.map(({ path, reason }) => `In focus: ${path} (${reason})`),
	];
}

function outcomeLines(outcome: SentOutcome | undefined, sentAt: number): string[] {
	if (!outcome) {
		return ['Answer: none was noted'];
	}
	const { usage, failure } = outcome;
	const seconds = formatSeconds((outcome.at - sentAt) / 1_000);
	const lines = [`Answer: ${outcome.status} after ${seconds}${failure === undefined ? '' : `: ${failure}`}`];
	if (usage) {
		const cached = usage.cachedTokens === undefined ? '' : `, ${formatCount(usage.cachedTokens)} of them cached`;
		lines.push(
			`Usage: ${formatCount(usage.promptTokens)} tokens of prompt${cached}; ${formatCount(usage.completionTokens)} of answer`,
		);
	}
	return lines;
}

const tierWords: Readonly<Record<ContextFile['tier'], string>> = {
	full: 'whole',
	head: 'first lines',
	skeleton: 'skeleton',
	path: 'path only',
	none: 'left out',
};

function fileLines(files: readonly ContextFile[]): string[] {
	const width = Math.max(6, ...files.map(({ tokens }) => formatCount(tokens).length));
	return [
		`Files of the pack: ${formatCount(files.length)}`,
		...files.map((file) => {
			const redacted = file.redactions === 0 ? '' : `, ${plural(file.redactions, 'secret')} replaced`;
			const reason = file.tier === 'full' ? '' : ` (${file.reason})`;
			return `${formatCount(file.tokens).padStart(width)}  ${tierWords[file.tier]}  ${JSON.stringify(file.path).slice(1, -1)}${reason}${redacted}`;
		}),
	];
}
