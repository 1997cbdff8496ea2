import { readFile } from 'node:fs/promises';
import { errorMessage, LongviewError } from '../core/common/errors';
import type { Refusal } from '../core/conversation/refit';
import { correctedFacts } from '../core/conversation/refit';
import {
	applyCatalogOverrides,
	builtInCatalog,
	CatalogError,
	parseCatalogOverrides,
	type Catalog,
	type ModelFacts,
} from '../core/model/catalog';
import { checkEndpoint } from '../core/model/check/checkEndpoint';
import { endpointFacts, preferredModel } from '../core/model/endpointFacts';
import { OpenAiClient } from '../core/model/openAiClient';
import { profileByName } from '../core/model/profiles/detect';
import { knowledgeOf } from '../core/model/profiles/knowledge';
import { profileOf } from '../core/model/profiles/profiles';
import type { ModelClient } from '../core/model/types';
import { checkBaseUrl, defaultBaseUrl, defaultModel, isDeepSeek, isLoopback } from '../node/endpoint';

const idleLimit = 300_000;

/** What the command line says about the endpoint. */
export interface EndpointChoice {
	/** A file of limits, prices and peak hours, laid over what is built in. */
	readonly catalog: string | undefined;
	/** Lets files and key travel unencrypted to other machines. */
	readonly allowInsecureHttp: boolean;
}

/** The endpoint as a command uses it. */
export interface CommandEndpoint {
	readonly client: ModelClient;
	readonly model: string;
	/** As it is known now: a refusal may correct it. */
	readonly facts: ModelFacts;
	/** The endpoint is expected to count as we do, to the token. */
	readonly countsExactly: boolean;
	readonly windowHint: string | undefined;
	/** Corrects the facts after a refusal as too long; undefined when it says too little. */
	refused(refusal: Refusal): ModelFacts | undefined;
}

/** Like the endpoint's own refusal, but told before anything is packed, and in the words of the command line. */
class MissingKeyError extends LongviewError {
	readonly kind = 'key-missing';

	constructor(host: string) {
		super(`There is no API key for ${host}. Set the environment variable DEEPSEEK_API_KEY.`);
	}
}

/** Thrown when the file of a catalog cannot be read. */
class CatalogFileError extends LongviewError {
	readonly kind = 'catalog-file';
}

/**
 * Opens the endpoint the environment names. A server whose name says nothing is looked at first: its kind, its models,
 * and the window it runs with. That costs nothing.
 * @throws MissingKeyError, EndpointSettingError, CatalogError, CatalogFileError
 */
export async function openEndpoint(
	choice: EndpointChoice,
	environment: NodeJS.ProcessEnv,
	signal: AbortSignal,
): Promise<CommandEndpoint> {
	const baseUrl = checkBaseUrl(given(environment, 'LONGVIEW_BASE_URL') ?? defaultBaseUrl, {
		allowUnencrypted: choice.allowInsecureHttp,
	});
	const catalog = choice.catalog === undefined ? builtInCatalog : await loadCatalog(choice.catalog);
	const apiKey = given(environment, 'DEEPSEEK_API_KEY');
	const { host, hostname } = new URL(baseUrl);
	const named = profileByName(baseUrl);
	const mayLackKey = isLoopback(hostname) || apiKey !== undefined;
	if (named?.key === 'always' && !mayLackKey) {
		throw new MissingKeyError(host);
	}
	const wanted = given(environment, 'LONGVIEW_MODEL');
	const report = named
		? undefined
		: await checkEndpoint(
				{
					...{ baseUrl, apiKey, fetch, aliases: catalog.aliases },
					model: (offered) =>
						wanted ??
						preferredModel(
							offered.map(({ id }) => id),
							defaultModel,
							catalog,
						),
				},
				signal,
			);
	const profile = named ?? report?.profile ?? profileOf('generic');
	if (!mayLackKey && (profile.key === 'always' || report?.models.length === 0)) {
		throw new MissingKeyError(host);
	}
	const model = wanted ?? report?.model ?? defaultModel;
	const knowledge = report && report.models.length > 0 ? knowledgeOf(report, Date.now()) : undefined;
	const isHosted = isDeepSeek(baseUrl);
	let facts = endpointFacts({ isHosted, profile, knowledge, catalog }, model);
	return {
		client: new OpenAiClient({ baseUrl, apiKey, fetch, idleLimit, profile }),
		model,
		get facts() {
			return facts;
		},
		countsExactly: isHosted,
		windowHint: profile.contextHint,
		refused: (refusal) => {
			const corrected = correctedFacts(facts, refusal, Date.now());
			facts = corrected ?? facts;
			return corrected;
		},
	};
}

function given(environment: NodeJS.ProcessEnv, name: string): string | undefined {
	const value = environment[name];
	return value === '' ? undefined : value;
}

async function loadCatalog(file: string): Promise<Catalog> {
	let text: string;
	try {
		text = await readFile(file, 'utf8');
	} catch (error) {
		throw new CatalogFileError(`The catalog ${file} cannot be read: ${errorMessage(error)}`);
	}
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch (error) {
		throw new CatalogError([`${file} is no JSON (${errorMessage(error)})`]);
	}
	return applyCatalogOverrides(builtInCatalog, parseCatalogOverrides(json));
}
