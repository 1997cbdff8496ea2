import { l10n, QuickPickItemKind, type QuickPickItem } from 'vscode';
import { plural } from '../../../core/common/format';
import type { LocalServer } from '../../../core/model/profiles/localServers';
import { profileOf, profiles } from '../../../core/model/profiles/profiles';
import type { EndpointProfile } from '../../../core/model/profiles/types';
import type { RememberedEndpoint } from '../endpointMemory';

/** A server to be looked at. */
export interface ServerChoice {
	readonly baseUrl: string;
	/** What it is taken for when it does not tell; undefined when nothing is known. */
	readonly profile: EndpointProfile | undefined;
	/** The address is only where such a server usually is: the user has to say. */
	readonly asksAddress: boolean;
}

export interface ServerItem extends QuickPickItem {
	/** Left out of headings. */
	readonly choice?: ServerChoice;
}

export interface KnownServers {
	/** The one that is set now; undefined when the setting cannot be used. */
	readonly current: { readonly baseUrl: string; readonly profile: EndpointProfile | undefined } | undefined;
	readonly currentModel: string;
	/** Used before. */
	readonly remembered: readonly RememberedEndpoint[];
	/** Found on this machine. */
	readonly local: readonly LocalServer[];
}

/** The servers to choose from: the present one, those used before, those that answer, then every kind there is. */
export function serverItems(known: KnownServers): ServerItem[] {
	const listed = new Set<string>();
	const items: ServerItem[] = [];
	const add = (heading: string, group: readonly ServerItem[]) => {
		if (group.length > 0) {
			items.push({ label: heading, kind: QuickPickItemKind.Separator }, ...group);
		}
	};
	const isNew = (baseUrl: string) => !listed.has(baseUrl) && Boolean(listed.add(baseUrl));

	const { current } = known;
	const found = new Map(known.local.map((server) => [server.baseUrl, server]));
	add(
		l10n.t('current'),
		current && isNew(current.baseUrl)
			? [serverItem('$(check)', current.baseUrl, current.profile, l10n.t('New chats use {0}.', known.currentModel))]
			: [],
	);
	add(
		l10n.t('answering on this machine'),
		known.local
			.filter(({ baseUrl }) => isNew(baseUrl))
			.map((server) => serverItem('$(vm-running)', server.baseUrl, server.profile, localDetail(server))),
	);
	add(
		l10n.t('used before'),
		known.remembered
			.filter(({ baseUrl }) => isNew(baseUrl))
			.map(({ baseUrl, knowledge }) => serverItem('$(history)', baseUrl, profileOf(knowledge.profile))),
	);
	add(
		l10n.t('services'),
		profiles()
			.filter(({ isService, usualBaseUrl }) => isService && isNew(usualBaseUrl))
			.map((profile) => serverItem('$(cloud)', profile.usualBaseUrl, profile, profile.notes[0])),
	);
	add(
		l10n.t('servers of your own'),
		profiles()
			.filter((profile) => !profile.isService && !found.has(profile.usualBaseUrl))
			.map((profile) => ({
				label: `$(server) ${profile.id === 'generic' ? l10n.t('Any OpenAI-Compatible Server…') : `${profile.label}…`}`,
				description: profile.id === 'generic' ? '' : l10n.t('usually at {0}', profile.usualBaseUrl),
				choice: {
					baseUrl: profile.usualBaseUrl,
					profile: profile.id === 'generic' ? undefined : profile,
					asksAddress: true,
				},
			})),
	);
	return items;
}

function serverItem(icon: string, baseUrl: string, profile: EndpointProfile | undefined, detail?: string): ServerItem {
	return {
		label: `${icon} ${profile?.label ?? new URL(baseUrl).host}`,
		description: baseUrl,
		...(detail === undefined ? {} : { detail }),
		choice: { baseUrl, profile, asksAddress: false },
	};
}

function localDetail({ models, wantsKey }: LocalServer): string {
	if (wantsKey) {
		return l10n.t('It wants a key.');
	}
	const [first] = models;
	if (first === undefined) {
		return l10n.t('It offers no models yet.');
	}
	return models.length === 1 ? first : l10n.t('{0}, for example {1}', plural(models.length, 'model'), first);
}
