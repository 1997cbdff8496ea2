import {
	CommentMode,
	comments,
	CommentThreadCollapsibleState,
	l10n,
	MarkdownString,
	Range,
	Uri,
	type CommentController,
	type CommentThread,
	type Disposable,
} from 'vscode';
import path from 'node:path';
import { withoutImages } from '../../core/common/modelText';
import { isRunning, type DiffAttachment, type DiffSource, type Turn } from '../../core/conversation/conversation';
import { parseExplanation, type ExplanationPart } from '../../core/diffs/parseExplanation';
import { parseUnifiedDiff } from '../../core/diffs/parseUnifiedDiff';
import type { FileDiff } from '../../core/diffs/types';
import type { TurnView } from '../../protocol';
import { setContextKey } from '../common/contextKeys';
import { openDiffs, type DiffEntry } from '../review/openDiff';
import { revisionUri } from './revisionDocuments';

/** One explained diff, with its threads by hunk and place. */
interface Explained {
	readonly turnId: string;
	readonly attachment: DiffAttachment;
	readonly diff: readonly FileDiff[];
	readonly threads: Map<string, CommentThread>;
}

/** The remarks of an explanation as comment threads on the lines of the diff. They grow while the answer streams. */
export class Explanations implements Disposable {
	readonly #controller: CommentController;
	readonly #explained = new Map<string, Explained>();
	/** As long as their chats are in memory. */
	readonly #diffs = new WeakMap<DiffAttachment, readonly FileDiff[]>();

	constructor() {
		this.#controller = comments.createCommentController('longview.explanations', l10n.t('Longview Explanations'));
	}

	/** Brings the threads in line with the answer as it is now. */
	update(turn: Turn): void {
		const { attachment } = turn;
		if (!attachment) {
			return;
		}
		if (turn.answer.content === '') {
			this.#keepOnly(turn.id, new Set());
			return;
		}
		let explained = this.#explained.get(turn.id);
		if (!explained) {
			explained = {
				turnId: turn.id,
				attachment,
				diff: this.#diffOf(attachment),
				threads: new Map(),
			};
			this.#explained.set(turn.id, explained);
			setContextKey('longview.hasExplanations', true);
		}
		const ended = !isRunning(turn.answer);
		const explanation = parseExplanation(turn.answer.content, explained.diff, ended);
		explanation.parts.forEach((part, index) => this.#show(explained, part, index));
		this.#keepOnly(turn.id, new Set(explanation.parts.map(keyOf)));
	}

	/** What the chat says about the threads of a turn. */
	describe(turn: Turn): TurnView['answer']['explanation'] {
		const { attachment, answer } = turn;
		if (!attachment || answer.content === '') {
			return undefined;
		}
		const { parts } = parseExplanation(answer.content, this.#diffOf(attachment), !isRunning(answer));
		if (parts.length === 0) {
			return undefined;
		}
		const files = new Set(parts.map((part) => part.path));
		return { title: attachment.title, threads: parts.length, files: files.size };
	}

	/** Parsed once; a stored chat is described before its threads are made. */
	#diffOf(attachment: DiffAttachment): readonly FileDiff[] {
		const diff = this.#diffs.get(attachment) ?? parseUnifiedDiff(attachment.diff);
		this.#diffs.set(attachment, diff);
		return diff;
	}

	/** Opens the diff with its threads. */
	async open(turn: Turn): Promise<void> {
		this.update(turn);
		const { attachment } = turn;
		if (!attachment) {
			return;
		}
		const { source } = attachment;
		const entries = this.#diffOf(attachment)
			.filter((file) => !file.binary)
			.map((file): DiffEntry => {
				const label = file.newPath ?? file.oldPath ?? '';
				return {
					label: Uri.file(path.join(source.folder, label)),
					left: file.status === 'added' ? undefined : sideUri(source, 'old', file.oldPath ?? label),
					right: file.status === 'deleted' ? undefined : sideUri(source, 'new', file.newPath ?? label),
				};
			});
		await openDiffs(attachment.title, entries);
	}

	/** Takes every thread away; the explanations stay in the chat. */
	clear(): void {
		for (const { threads } of this.#explained.values()) {
			threads.forEach((thread) => thread.dispose());
		}
		this.#explained.clear();
		setContextKey('longview.hasExplanations', false);
	}

	/** The threads that are shown, for tests and for listing. */
	threads(): CommentThread[] {
		return [...this.#explained.values()].flatMap(({ threads }) => [...threads.values()]);
	}

	dispose(): void {
		this.clear();
		this.#controller.dispose();
	}

	/** Takes away the threads of an answer that was given up for another one. */
	#keepOnly(turnId: string, keys: ReadonlySet<string>): void {
		const threads = this.#explained.get(turnId)?.threads ?? new Map<string, CommentThread>();
		for (const [key, thread] of threads) {
			if (!keys.has(key)) {
				thread.dispose();
				threads.delete(key);
			}
		}
	}

	#show(explained: Explained, part: ExplanationPart, index: number): void {
		const key = keyOf(part, index);
		const markdown = withoutImages(part.markdown);
		const body = new MarkdownString(markdown);
		body.isTrusted = false;
		body.supportHtml = false;
		const comment = { body, mode: CommentMode.Preview, author: { name: 'Longview' } };
		const thread = explained.threads.get(key);
		if (thread) {
			if ((thread.comments[0]?.body as MarkdownString | undefined)?.value !== markdown) {
				thread.comments = [comment];
			}
			return;
		}
		const uri = sideUri(explained.attachment.source, part.side, part.path);
		const line = part.line - 1;
		const created = this.#controller.createCommentThread(uri, new Range(line, 0, line, 0), [comment]);
		created.canReply = false;
		created.label = `${part.hunkId} · ${explained.attachment.title}`;
		created.collapsibleState = CommentThreadCollapsibleState.Expanded;
		explained.threads.set(key, created);
	}
}

/** Identifies the thread of a part. */
function keyOf({ hunkId }: ExplanationPart, index: number): string {
	return `${index}:${hunkId}`;
}

/** Where one side of a diff can be read. */
function sideUri(source: DiffSource, side: 'old' | 'new', file: string): Uri {
	switch (source.kind) {
		case 'staged':
			return revisionUri(source.folder, side === 'old' ? 'HEAD' : '', file);
		case 'working':
			return side === 'old' ? revisionUri(source.folder, '', file) : Uri.file(path.join(source.folder, file));
		case 'revisions':
			return revisionUri(source.folder, side === 'old' ? source.from : source.to, file);
	}
}
