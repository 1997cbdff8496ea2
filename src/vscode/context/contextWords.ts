import { l10n, MarkdownString } from 'vscode';
import { formatBytes, formatCount, formatShare, formatTokens, plural } from '../../core/common/format';
import type { ContextFile } from '../../core/context/types';
import { secretRules, labelOfRule } from '../../core/secrets/findSecrets';
import type { ContextOverview } from '../../node/workspace/contextTreeQuery';
import type { ContextChoice, FileEntry, FolderEntry } from '../../node/workspace/contextTree';

const barLength = 10;

/** `▰▰▰▰▱▱▱▱▱▱ 423k of 900k tokens`. */
export function budgetBar(tokens: number, budget: number): string {
	const share = budget > 0 ? Math.min(1, tokens / budget) : 1;
	const filled = tokens === 0 ? 0 : Math.max(1, Math.floor(share * barLength));
	const bar = '▰'.repeat(filled) + '▱'.repeat(barLength - filled);
	const numbers = l10n.t('{0} of {1} tokens', formatTokens(tokens), formatTokens(budget));
	return tokens > budget ? l10n.t('{0} {1}: too many', bar, numbers) : `${bar} ${numbers}`;
}

/** `12.3k · 4 %`. */
export function tokensAndShare(tokens: number, whole: number): string {
	return `${formatTokens(tokens)} · ${formatShare(tokens, whole)}`;
}

/** How much of a file is sent, in a word or two. */
export function tierWord({ tier, reason }: Pick<ContextFile, 'tier' | 'reason'>): string {
	switch (tier) {
		case 'full':
			return l10n.t('whole file');
		case 'head':
			return l10n.t('first lines');
		case 'skeleton':
			return l10n.t('skeleton');
		case 'path':
			return reason === 'beyond the budget' ? l10n.t('path only') : l10n.t('left out');
		case 'none':
			return l10n.t('left out');
	}
}

/** What stands beside a file's name. */
export function fileDescription({ file }: FileEntry, whole: number): string {
	if (file.tier === 'path' || file.tier === 'none') {
		return file.reason === 'beyond the budget' ? tierWord(file) : file.reason;
	}
	const numbers = tokensAndShare(file.tokens, whole);
	return file.tier === 'full' ? numbers : `${numbers} · ${tierWord(file)}`;
}

/** What stands beside a folder's name. */
export function folderDescription({ choice, sentFiles, tokens }: FolderEntry, whole: number): string {
	if (choice !== 'in') {
		return l10n.t('left out');
	}
	return sentFiles === 0 ? l10n.t('paths only') : tokensAndShare(tokens, whole);
}

/** A file's row as it is read aloud. */
export function spokenFile({ file, name }: FileEntry, isPinned: boolean, whole: number): string {
	const facts =
		file.tier !== 'path' && file.tier !== 'none'
			? [l10n.t('{0} tokens', formatTokens(file.tokens)), formatShare(file.tokens, whole)]
			: file.reason === 'beyond the budget'
				? []
				: [file.reason];
	return [name, tierWord(file), ...(isPinned ? [l10n.t('pinned')] : []), ...facts].join(', ');
}

/** A folder's row as it is read aloud. */
export function spokenFolder({ name, choice, tokens, sentFiles, files }: FolderEntry): string {
	return choice === 'in'
		? l10n.t(
				'{0}, folder, {1} tokens, {2} of {3} sent',
				name,
				formatTokens(tokens),
				formatCount(sentFiles),
				plural(files, 'file'),
			)
		: l10n.t('{0}, folder, left out, {1}', name, plural(files, 'file'));
}

/** Everything known about a file. Names and reasons come from the workspace: they are text, never markup. */
export function fileTooltip({ file, choice }: FileEntry, isPinned: boolean, overview: ContextOverview): MarkdownString {
	const isWhole = file.tier === 'full';
	const size = formatBytes(file.bytes);
	const lines = [
		file.tokens > 0
			? l10n.t(
					'{0}: {1} tokens, {2} of the pack',
					capitalised(tierWord(file)),
					formatCount(file.tokens),
					formatShare(file.tokens, overview.tokens),
				)
			: capitalised(tierWord(file)),
		...(isWhole || file.reason === 'whole file' ? [] : [l10n.t('Why: {0}', file.reason)]),
		...(file.detail === '' || file.detail === size ? [] : [capitalised(withoutTier(file.detail))]),
		...(file.fullTokens > file.tokens ? [l10n.t('Without the budget: {0} tokens', formatCount(file.fullTokens))] : []),
		l10n.t('On disk: {0}', size),
		...replaced(file.redactions),
		...(isPinned ? [l10n.t('Pinned: in full before any other file')] : []),
		...remedy(file, choice),
	];
	return plainMarkdown(file.path, lines);
}

export function folderTooltip(entry: FolderEntry, overview: ContextOverview): MarkdownString {
	const all = plural(entry.files, 'file');
	const lines = [
		...(entry.choice === 'in'
			? [
					l10n.t('{0} tokens, {1} of the pack', formatCount(entry.tokens), formatShare(entry.tokens, overview.tokens)),
					l10n.t('Text of {0} of {1} is sent', formatCount(entry.sentFiles), all),
				]
			: [l10n.t('Left out: of {0}, only paths and reasons are sent', all)]),
		l10n.t('On disk: {0}', formatBytes(entry.bytes)),
		...replaced(entry.redactions),
		...fixed(entry.choice),
	];
	return plainMarkdown(entry.path, lines);
}

function replaced(secrets: number): string[] {
	return secrets > 0 ? [l10n.t('Secrets replaced by placeholders: {0}', formatCount(secrets))] : [];
}

/** Why no box brings a file in, or what it becomes when one does. */
function remedy({ reason, bytes }: ContextFile, choice: ContextChoice): string[] {
	if (choice === 'out' && reason === 'binary') {
		return [l10n.t('Ticked or pinned, it is sent as the editor would show it: what is no text in it is lost.')];
	}
	return choice === 'fixed' ? [whyFixed(reason, formatBytes(bytes))] : [];
}

function whyFixed(reason: ContextFile['reason'], size: string): string {
	switch (reason) {
		case 'symbolic link':
			return l10n.t(
				'Links are never followed: they may lead out of the workspace. Include what it leads to by its own path.',
			);
		case 'excluded by ignore file':
			return l10n.t('No setting is stronger than an ignore file, which others rely on. Change that file to send it.');
		case 'not a regular file':
			return l10n.t('Only a file has a text that could be sent.');
		case 'unreadable':
			return l10n.t('It comes in by itself once it can be read.');
		case 'binary':
		case 'too large':
			return l10n.t('No setting brings it in: {0} would fill any window.', size);
		default:
			return l10n.t('No setting of Longview brings it in.');
	}
}

function fixed(choice: ContextChoice): string[] {
	return choice === 'fixed' ? [l10n.t('No setting of Longview brings it in.')] : [];
}

/** What a placeholder stands for, in words. */
export function secretTitle(placeholder: string): string {
	const label = /^LONGVIEW_SECRET_(.+)_[0-9a-f]+$/.exec(placeholder)?.[1];
	return secretRules().find(({ id }) => labelOfRule(id) === label && label !== 'secret')?.title ?? l10n.t('Secret');
}

function plainMarkdown(title: string, lines: readonly string[]): MarkdownString {
	// Two blanks at the end of a line break it.
	return new MarkdownString(`${escaped(title)}\n\n${lines.map(escaped).join('  \n')}`);
}

/** Text that Markdown shows as it is. The editor's own `appendText` makes blanks of it between which no line breaks. */
function escaped(text: string): string {
	return text.replace(/\s+/g, ' ').replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** An explanation of a tier begins with that tier, which is told already. */
function withoutTier(detail: string): string {
	return detail.replace(/^[a-z ]+: (?=rank )/, '');
}

function capitalised(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
