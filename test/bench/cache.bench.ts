/**
 * Replays a repository's last commits with a question after each, and tells what the endpoint's prefix cache would
 * save with each way to lay the prompt out: `npm run bench:cache [-- REPOSITORY] [--under FOLDER] [--tokens N]
 * [--commits N] [--questions N]`.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadTokenizer } from '../../src/node/vocabulary';
import { GitHistory } from './cache/git';
import { growingChat, newChats, repackedByPath, repackedLikeRepomix, type Replay } from './cache/layouts';
import { replay, type ReplayedRequest } from './cache/replay';
import { fixedCosts, goals, resultTable, type NamedResult } from './cache/report';
import { readTimeline } from './cache/timeline';

const answerTokens = 800;

function main(): void {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			under: { type: 'string', default: '' },
			tokens: { type: 'string', default: '900000' },
			commits: { type: 'string', default: '50' },
			questions: { type: 'string', default: '1' },
		},
	});
	const repository = path.resolve(positionals[0] ?? '.');
	const scope = {
		under: values.under === '' ? '' : `${values.under.replace(/\/+$/, '')}/`,
		tokens: count('tokens', values.tokens),
		commits: count('commits', values.commits),
	};
	const questions = count('questions', values.questions);
	const tokenizer = loadTokenizer(path.resolve('src/core/tokens/vocabulary/vocabulary.bin'));
	const history = new GitHistory(repository);
	const timeline = readTimeline(history, scope, tokenizer);
	const common = { history, timeline, lastChanges: history.lastChanges(timeline.base), counter: tokenizer, questions };
	const run = (name: string, layout: (replay: Replay) => Iterable<ReplayedRequest>, warmUp = false): NamedResult => {
		process.stderr.write(`${name}…\n`);
		return { name, result: replay(layout({ ...common, warmUp }), tokenizer) };
	};
	const byPath = run('re-packed, sorted by path', repackedByPath);
	const likeRepomix = run("re-packed, repomix's order", repackedLikeRepomix);
	const ours = [false, true].flatMap((warmUp) => {
		const suffix = warmUp ? ', warmed up' : '';
		return [
			run(`new chats, net changes${suffix}`, (each) => newChats(each, 'net'), warmUp),
			run(`new chats, log of changes${suffix}`, (each) => newChats(each, 'log'), warmUp),
			run(`one growing chat${suffix}`, growingChat, warmUp),
		];
	});
	const all = [byPath, likeRepomix, ...ours];
	process.stdout.write(
		`${repository}${scope.under && `, ${scope.under}`}: ${timeline.files.size} files, ` +
			`${timeline.steps.length} commits since ${timeline.base.slice(0, 12)}, ${questions} question(s) after each\n\n` +
			`${resultTable(all)}\n${fixedCosts(all, answerTokens)}\n${goals(ours, byPath.result, likeRepomix.result)}`,
	);
}

function count(name: string, value: string): number {
	const number = Number(value);
	if (!Number.isSafeInteger(number) || number < 1) {
		throw new Error(`--${name} must be a whole number above zero, not “${value}”.`);
	}
	return number;
}

try {
	main();
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
}
