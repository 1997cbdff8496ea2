import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { errorMessage } from '../../src/core/common/errors';
import { formatCount, formatMoney } from '../../src/core/common/format';
import { builtInCatalog, modelFacts, requestCost } from '../../src/core/model/catalog';
import { checkEndpoint, isUsable, type ServedModel } from '../../src/core/model/check/checkEndpoint';
import { measureBudget, measureEndpoint, measurementTable } from '../../src/core/model/check/measureEndpoint';
import { OpenAiClient } from '../../src/core/model/openAiClient';
import { profiles } from '../../src/core/model/profiles/profiles';
import { checkBaseUrl, isDeepSeek } from '../../src/node/endpoint';
import { loadTokenizer } from '../../src/node/vocabulary';

export interface CheckArguments {
	readonly baseUrl: string;
	readonly apiKey: string | undefined;
	/** DeepSeek's usual one, or the first of those that are offered, when left out. */
	readonly model: string | undefined;
	/** The kind of server; found out when left out. */
	readonly profile: string | undefined;
	readonly allowUnencrypted: boolean;
	/** Where the repository is, for the tokenizer's vocabulary. */
	readonly root: string;
	readonly say: (text: string) => void;
	/** Asks before anything is spent. */
	readonly confirm: (question: string) => Promise<boolean>;
	/** Resolves after so many seconds. */
	readonly wait: (seconds: number, signal: AbortSignal) => Promise<void>;
}

function usualModel(offered: readonly ServedModel[]): string | undefined {
	return (offered.find(({ id }) => id === 'deepseek-flash') ?? offered[0])?.id;
}

/** Looks at an endpoint, asks, measures it, and prints a table for an issue. @returns whether all assumptions hold */
export async function checkEndpointByHand(given: CheckArguments, signal: AbortSignal): Promise<boolean> {
	const { say } = given;
	const baseUrl = checkBaseUrl(given.baseUrl, { allowUnencrypted: given.allowUnencrypted });
	const chosen = profiles().find(({ id }) => id === given.profile);
	if (given.profile !== undefined && chosen === undefined) {
		throw new Error(
			`There is no profile “${given.profile}”; there are ${profiles()
				.map(({ id }) => id)
				.join(', ')}.`,
		);
	}
	const connection = { baseUrl, apiKey: given.apiKey, fetch };
	const report = await checkEndpoint(
		{
			...connection,
			model: given.model ?? usualModel,
			aliases: builtInCatalog.aliases,
			...(chosen ? { profile: chosen } : {}),
		},
		signal,
	);
	say(`${report.host}, as ${report.profile.label}${report.certainty === 'guess' ? ' (a guess)' : ''}`);
	const marks = { ok: '✓', warning: '!', failed: '✗', skipped: '-' } as const;
	report.steps.forEach(({ status, message }) => say(`  ${marks[status]} ${message}`));
	const { model } = report;
	if (!isUsable(report) || model === undefined) {
		return false;
	}
	const hosted = isDeepSeek(baseUrl);
	const facts = modelFacts(model, hosted);
	const { prompt, completion } = measureBudget;
	const most = facts.price && requestCost(facts.price, { prompt, cached: 0, completion }, new Date());
	const cost =
		facts.price && most !== undefined
			? `at most ${formatMoney(most, facts.price.currency)} at the prices of ${builtInCatalog.date}`
			: 'whatever this server charges for that';
	const question = `The checks send a handful of short requests: at most ${formatCount(prompt)} tokens in and ${formatCount(completion)} out, ${cost}. Send them?`;
	if (!(await given.confirm(question))) {
		say('Nothing was sent.');
		return true;
	}
	const measurements = await measureEndpoint(
		{
			client: new OpenAiClient({ ...connection, idleLimit: 120_000, profile: report.profile }),
			model,
			counter: loadTokenizer(path.join(given.root, 'src/core/tokens/vocabulary/vocabulary.bin')),
			nonce: randomUUID(),
			maxOutput: report.profile.id === 'deepseek' ? facts.maxOutput : undefined,
			contextLength: report.contextLength,
			wait: given.wait,
			onStep: (name) => say(`… ${name}`),
		},
		signal,
	).catch((error: unknown) => {
		throw new Error(`The checks broke off: ${errorMessage(error)}`, { cause: error });
	});
	say(`\n**${report.profile.label}**, model \`${model}\`, ${new Date().toISOString().slice(0, 10)}\n`);
	say(measurementTable(measurements));
	return measurements.every(({ verdict }) => verdict !== 'differs');
}
