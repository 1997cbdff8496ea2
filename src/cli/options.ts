import { parseArgs } from 'node:util';
import { LongviewError } from '../core/common/errors';
import type { DiffChoice } from '../node/git/attachment';
import type { EndpointChoice } from './endpoint';

/** Thrown for a command line that cannot be understood; ends with exit code 2. */
export class UsageError extends LongviewError {
	readonly kind = 'usage';
}

export type Command =
	| { readonly name: 'help' }
	| { readonly name: 'version' }
	| { readonly name: 'pack'; readonly folder: string; readonly out: string | undefined; readonly json: boolean }
	| { readonly name: 'count'; readonly files: readonly string[]; readonly json: boolean }
	| {
			readonly name: 'ask';
			readonly question: string;
			readonly folder: string;
			readonly images: readonly string[];
			readonly json: boolean;
			readonly endpoint: EndpointChoice;
	  }
	| {
			readonly name: 'edit';
			readonly instruction: string;
			readonly folder: string;
			readonly images: readonly string[];
			readonly endpoint: EndpointChoice;
			readonly write: boolean;
			readonly sensitive: boolean;
	  }
	| {
			readonly name: 'apply';
			readonly answer: string;
			readonly folder: string;
			readonly write: boolean;
			readonly sensitive: boolean;
			readonly json: boolean;
	  }
	| { readonly name: 'explain'; readonly folder: string; readonly diff: DiffChoice; readonly endpoint: EndpointChoice };

export const helpText = `Longview: the whole repository in DeepSeek V4's context

Usage: longview COMMAND [OPTIONS]

  pack [DIR] [--out FILE] [--json]           lay the folder out as it would be sent; to stdout without --out
  count [FILE...|-] [--json]                 exact DeepSeek tokens of files, or of stdin
  ask QUESTION [--dir DIR] [--image FILE]... [--json]
                                             ask about the whole folder; the answer streams to stdout
  edit INSTRUCTION [--dir DIR] [--image FILE]... [--write]
                                             ask for a change; prints a unified diff, --write applies it
  apply ANSWER|- [--dir DIR] [--write] [--json]
                                             apply the edit blocks of a saved answer
  explain [--staged | --commit REV | --range A..B] [--dir DIR]
                                             explain a diff; without an option, the unstaged changes

DIR is the current folder unless named. Without --write no file is touched. Files that act on their own (CI
configuration, hooks, package.json, .vscode) and those git ignores are written with --sensitive only. "edit" shows the answer on stderr, so
that stdout holds the diff alone.
--json prints one object: for pack {id, name, totals: {files, tokens}, files: [{path, tier, reason, tokens, bytes}],
notes}; for count {files: [{path, tokens}], tokens}; for ask {answer, reasoning, usage, model, citations}; for apply
{written, edits: [{path, kind, status, tier, message}], files: [{path, written, message, diff}], problems}.

ask, edit and explain also take
  --catalog FILE                             limits, prices and peak hours (JSON) over the built-in ones, in the form that
                                             "Longview: Show Model Catalog" shows
  --allow-insecure-http                      lets files and key go unencrypted to a server on another machine

Environment: DEEPSEEK_API_KEY (the key, sent to the endpoint only), LONGVIEW_BASE_URL (default
https://api.deepseek.com), LONGVIEW_MODEL (default deepseek-flash, or the DeepSeek V4 a server offers), LONGVIEW_CACHE (a
folder for the token counts of packed files; off keeps none). What kind of server another address is, and its window, is
found out before it is asked.
Exit codes: 0 done, 1 failed (one sentence on stderr), 2 wrong usage.
`;

const optionTypes = {
	out: { type: 'string' },
	dir: { type: 'string' },
	image: { type: 'string', multiple: true },
	catalog: { type: 'string' },
	'allow-insecure-http': { type: 'boolean' },
	json: { type: 'boolean' },
	write: { type: 'boolean' },
	sensitive: { type: 'boolean' },
	staged: { type: 'boolean' },
	commit: { type: 'string' },
	range: { type: 'string' },
	help: { type: 'boolean', short: 'h' },
	version: { type: 'boolean' },
} as const;

type OptionName = keyof typeof optionTypes;

const endpointOptions = ['catalog', 'allow-insecure-http'] as const;

const allowed: Readonly<Record<string, readonly OptionName[]>> = {
	pack: ['out', 'json'],
	count: ['json'],
	ask: ['dir', 'image', 'json', ...endpointOptions],
	edit: ['dir', 'image', 'write', 'sensitive', ...endpointOptions],
	apply: ['dir', 'write', 'sensitive', 'json'],
	explain: ['dir', 'staged', 'commit', 'range', ...endpointOptions],
};

/**
 * Understands a command line.
 * @param args the arguments after the program's name
 * @throws UsageError with a sentence that says what is wrong
 */
export function parseCommand(args: readonly string[]): Command {
	let values: ReturnType<typeof parse>['values'];
	let positionals: string[];
	try {
		({ values, positionals } = parse(args));
	} catch (error) {
		throw new UsageError(error instanceof Error ? error.message : String(error));
	}
	const [name, ...rest] = positionals;
	if (values.help === true || name === 'help' || name === undefined) {
		if (name === undefined && values.version === true) {
			return { name: 'version' };
		}
		if (name === undefined && values.help !== true) {
			throw new UsageError('A command is missing.');
		}
		return { name: 'help' };
	}
	const options = allowed[name];
	if (!options) {
		throw new UsageError(`There is no command ${JSON.stringify(name)}.`);
	}
	for (const option of Object.keys(values) as OptionName[]) {
		if (!options.includes(option)) {
			throw new UsageError(`"longview ${name}" has no option --${option}.`);
		}
	}
	const folder = values.dir ?? '.';
	const json = values.json ?? false;
	const write = values.write ?? false;
	const sensitive = values.sensitive ?? false;
	const images = values.image ?? [];
	const endpoint = { catalog: values.catalog, allowInsecureHttp: values['allow-insecure-http'] ?? false };
	switch (name) {
		case 'pack':
			return { name, folder: single(name, rest, 'folder') ?? '.', out: values.out, json };
		case 'count':
			return { name, files: rest.length === 0 ? ['-'] : rest, json };
		case 'ask':
			return { name, question: required(name, rest, 'question'), folder, images, json, endpoint };
		case 'edit':
			return { name, instruction: required(name, rest, 'instruction'), folder, images, write, sensitive, endpoint };
		case 'apply':
			return { name, answer: required(name, rest, 'answer file'), folder, write, sensitive, json };
		default:
			if (rest.length > 0) {
				throw new UsageError('"longview explain" takes options only.');
			}
			return { name: 'explain', folder, diff: diffChoice(values), endpoint };
	}
}

function parse(args: readonly string[]) {
	return parseArgs({ args: [...args], options: optionTypes, allowPositionals: true, strict: true });
}

function single(command: string, values: readonly string[], what: string): string | undefined {
	if (values.length > 1) {
		throw new UsageError(`"longview ${command}" takes one ${what} at most; put several words in quotes.`);
	}
	return values[0];
}

function required(command: string, values: readonly string[], what: string): string {
	const value = single(command, values, what);
	if (value === undefined || value.trim() === '') {
		throw new UsageError(`"longview ${command}" needs a ${what}.`);
	}
	return value;
}

function diffChoice(values: { staged?: boolean; commit?: string; range?: string }): DiffChoice {
	const choices: DiffChoice[] = [];
	if (values.staged === true) {
		choices.push({ kind: 'staged' });
	}
	if (values.commit !== undefined) {
		choices.push({ kind: 'commit', revision: values.commit });
	}
	if (values.range !== undefined) {
		choices.push({ kind: 'range', range: values.range });
	}
	if (choices.length > 1) {
		throw new UsageError('Only one of --staged, --commit and --range can be given.');
	}
	return choices[0] ?? { kind: 'working' };
}
