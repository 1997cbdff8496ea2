import { lstatSync, type Stats } from 'node:fs';
import type { ContextFile } from '../../core/context/types';
import type { Redaction } from '../../core/secrets/redact';
import type { TokenCounter } from '../../core/tokens/tokenizer';
import { neutraliseBytes, type FileTexts } from './fileTexts';
import { hashBytes } from './hashBytes';
import { fileCountName, type KnownCounts } from './knownCounts';
import type { Place } from './request';
import type { SectionBuffer, SectionBytes } from './sectionBuffer';

/** A file of the workspace, examined. */
export interface SurveyedFile {
	readonly place: Place;
	/** As it would be packed without a budget. */
	readonly file: ContextFile;
	/** Lines of the whole file; 0 when its text was not read. */
	readonly lines: number;
	readonly replaced: readonly Redaction[];
}

/** The path of a surveyed file: what lists of them are sorted by. */
export function surveyedPath({ place }: SurveyedFile): string {
	return place.path;
}

/** Differs whenever a file's content can have changed. */
export type FileStamp = readonly (number | string)[];

/** Receives a section that was laid out on the way. The bytes are valid during the call only. */
export type SectionReceiver = (path: string, section: SectionBytes, hash: string) => void;

/** Reads, redacts, lays out and counts one file at a time. */
export class FileExaminer {
	readonly #counter: TokenCounter;
	readonly #buffer: SectionBuffer;
	readonly #texts: FileTexts;
	readonly #receive: SectionReceiver | undefined;
	readonly #counts: KnownCounts | undefined;

	/**
	 * @param buffer may be used by others in between
	 * @param counts takes what is counted
	 */
	constructor(
		counter: TokenCounter,
		buffer: SectionBuffer,
		texts: FileTexts,
		receive: SectionReceiver | undefined,
		counts?: KnownCounts,
	) {
		this.#counts = counts;
		this.#counter = counter;
		this.#buffer = buffer;
		this.#texts = texts;
		this.#receive = receive;
	}

	/** What the file examined last was when it was opened; undefined when it was not opened. */
	get status(): Stats | undefined {
		return this.#texts.status;
	}

	examine(place: Place, forced: boolean): SurveyedFile {
		const text = this.#texts.read(place, forced, true);
		if (text.kind === 'omitted') {
			return {
				place,
				file: omittedFile(place.path, text.reason, text.detail, text.size),
				lines: 0,
				replaced: [],
			};
		}
		const body = text.known ? text.body : neutraliseBytes(text.body);
		const section = this.#buffer.write(place.path, body, text.form, text.lines);
		const textHash = text.known?.hash ?? hashBytes(text.body);
		this.#receive?.(place.path, section, textHash);
		const tokens = text.known?.tokens ?? this.#counter.count(section.bytes);
		if (!text.known && text.isPlain && body === text.body) {
			this.#counts?.set(fileCountName(textHash, place.path), { tokens, lines: text.lines });
		}
		const file: ContextFile = {
			path: place.path,
			tier: text.form,
			reason: text.reason,
			detail: text.detail,
			bytes: text.size,
			tokens,
			fullTokens: tokens,
			hash: textHash,
			redactions: text.redactions.length,
		};
		return { place, file, lines: text.lines, replaced: text.redactions };
	}
}

/** What stands at a place; undefined when nothing does, or it cannot be looked at. */
export function statusOf(absolute: string): Stats | undefined {
	try {
		return lstatSync(absolute, { throwIfNoEntry: false });
	} catch {
		return undefined;
	}
}

/** Undefined when the file cannot be looked at. */
export function stampOf(status: Stats | undefined): FileStamp | undefined {
	return status && [status.size, status.mtimeMs, status.ctimeMs, status.ino];
}

export function isSameStamp(left: FileStamp | undefined, right: FileStamp | undefined): boolean {
	return left === right || (left !== undefined && left.every((value, index) => value === right?.[index]));
}

export function omittedFile(file: string, reason: ContextFile['reason'], detail: string, bytes: number): ContextFile {
	return { path: file, tier: 'path', reason, detail, bytes, tokens: 0, fullTokens: 0, hash: '', redactions: 0 };
}
