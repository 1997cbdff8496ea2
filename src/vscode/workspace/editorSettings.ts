import path from 'node:path';
import { extensions, workspace, type Uri } from 'vscode';
import type { EncodingGuess, FileEncodings } from '../../core/context/fileEncodings';
import type { GlobSetting } from '../../core/context/rules/globSetting';
import type { EditorSettings } from '../../node/pack/request';

/** Settings of the editor that what is sent depends on. */
export const usedEditorSettings = [
	'files.encoding',
	'files.autoGuessEncoding',
	'files.candidateGuessEncodings',
	'files.exclude',
	'files.associations',
] as const;

/** What the editor's own settings say about files below a folder of the workspace. */
export function editorSettings(folder: Uri): EditorSettings {
	const exclude = workspace.getConfiguration('files', folder).get<unknown>('exclude');
	return {
		encodings: fileEncodings(folder),
		// The editor hands out proxies, which cannot cross into the worker.
		filesExclude: JSON.parse(JSON.stringify(isObject(exclude) ? exclude : {})) as GlobSetting,
	};
}

function fileEncodings(folder: Uri): FileEncodings {
	const files = workspace.getConfiguration('files', folder);
	const setting = files.get<unknown>('encoding');
	const standard = typeof setting === 'string' ? setting : 'utf8';
	const ofLanguage: Record<string, string> = {};
	for (const languageId of files.inspect('encoding')?.languageIds ?? []) {
		const value = workspace.getConfiguration('files', { uri: folder, languageId }).get<unknown>('encoding');
		if (typeof value === 'string' && withoutMark(value) !== withoutMark(standard)) {
			ofLanguage[languageId] = value;
		}
	}
	const guess = encodingGuess(folder);
	return {
		...(guess ? { guess } : {}),
		standard,
		languages: Object.keys(ofLanguage).length === 0 ? [] : languagePatterns(files.get<unknown>('associations')),
		ofLanguage,
	};
}

/** The library is that of the editor, which keeps it for itself; so we bring our own copy. */
function encodingGuess(folder: Uri): EncodingGuess | undefined {
	const files = workspace.getConfiguration('files', folder);
	const own = extensions.getExtension('longview.longview');
	return own && files.get<unknown>('autoGuessEncoding') === true
		? {
				library: path.join(own.extensionPath, 'dist/jschardet/jschardet.min.js'),
				candidates: strings(files.get<unknown>('candidateGuessEncodings')),
			}
		: undefined;
}

/** A byte-order mark makes no difference to reading. */
function withoutMark(encoding: string): string {
	return encoding === 'utf8bom' ? 'utf8' : encoding;
}

interface LanguageContribution {
	readonly id?: unknown;
	readonly extensions?: unknown;
	readonly filenames?: unknown;
	readonly filenamePatterns?: unknown;
}

/** As the editor weighs them: endings, the longest counting; then patterns, then names, then what the user says. */
function languagePatterns(associations: unknown): FileEncodings['languages'] {
	const byLength = (left: { readonly pattern: string }, right: { readonly pattern: string }) =>
		left.pattern.length - right.pattern.length;
	const languages = extensions.all.flatMap((extension) => {
		const manifest = extension.packageJSON as { readonly contributes?: { readonly languages?: unknown } };
		const contributed = manifest.contributes?.languages;
		return Array.isArray(contributed) ? (contributed as readonly LanguageContribution[]) : [];
	});
	const patterns = (values: (language: LanguageContribution) => unknown, prefix = '') =>
		languages
			.flatMap((language) =>
				strings(values(language)).map((value) => ({ pattern: prefix + value, language: String(language.id) })),
			)
			.sort(byLength);
	const chosen = isObject(associations) ? Object.entries(associations) : [];
	return [
		...patterns((language) => language.extensions, '*'),
		...patterns((language) => language.filenamePatterns),
		...patterns((language) => language.filenames),
		...chosen.map(([pattern, language]) => ({ pattern, language: String(language) })).sort(byLength),
	];
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}

/** A manifest can hold anything. */
function strings(value: unknown): string[] {
	return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}
