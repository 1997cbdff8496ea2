import { formatBytes, formatCount, plural } from '../../core/common/format';
import type { ContextFile } from '../../core/context/types';
import type { Scan } from '../pack/packer';
import { isSent } from './contextTree';

const shortened: Readonly<Partial<Record<ContextFile['tier'], string>>> = { head: 'first lines', skeleton: 'skeleton' };

/** Every file of the workspace with its tokens, the largest first, and why some are shortened or left out. */
export function renderContextListing(scan: Scan): string {
	const sent = scan.files.filter(isSent).sort((left, right) => right.tokens - left.tokens || byPath(left, right));
	const omitted = scan.files.filter((file) => !isSent(file));
	const width = sent.reduce((widest, file) => Math.max(widest, formatCount(file.tokens).length), 6);
	const whole = sent.filter(({ tier }) => tier === 'full').length;
	const parts = sent.length - whole;
	const summary =
		`${plural(whole, 'file')} ${whole === 1 ? 'is' : 'are'} sent in full` +
		(parts === 0 ? '' : `, ${formatCount(parts)} in part`) +
		`: ${formatCount(scan.tokens)} tokens with their headers. Largest first.`;
	const lines = [
		summary,
		'',
		...(scan.notes.length === 0 ? [] : [...scan.notes, '']),
		...sent.map((file) => {
			const part = shortened[file.tier];
			const note = part === undefined ? '' : `  (${explained(part, file.detail)})`;
			return `${formatCount(file.tokens).padStart(width)}  ${printable(file.path)}${note}`;
		}),
		'',
		`${plural(omitted.length, 'file')} of which no text is sent; the model is told their paths and the reason.`,
		'',
		...omitted.map(
			(file) => `${printable(file.path)}  (${explained(file.reason, file.detail)}, ${formatBytes(file.bytes)})`,
		),
		'',
		'What git ignores is not listed and is never sent.',
	];
	return `${lines.join('\n')}\n`;
}

/** An explanation may begin with what it explains. */
function explained(what: string, detail: string): string {
	return detail === '' || detail.startsWith(`${what}: `) ? detail || what : `${what}: ${detail}`;
}

/** A name may hold line ends; a list of lines may not. */
function printable(path: string): string {
	return /[\n\r]/.test(path) ? JSON.stringify(path) : path;
}

function byPath(left: ContextFile, right: ContextFile): number {
	return left.path < right.path ? -1 : 1;
}
