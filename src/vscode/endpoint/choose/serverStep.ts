import { l10n } from 'vscode';
import { findLocalServers, type LocalServer } from '../../../core/model/profiles/localServers';
import { streamFetch } from '../../../node/http/streamFetch';
import { pickStep } from '../../common/quickInput';
import type { EndpointService } from '../endpointService';
import { serverItems, type ServerChoice, type ServerItem } from './serverItems';

/**
 * Has the user choose who answers. Servers of this machine appear while the list is open.
 * @param localAddresses where they are looked for
 * @returns undefined when nothing was chosen
 */
export async function serverStep(
	endpoint: EndpointService,
	localAddresses: readonly string[],
): Promise<ServerChoice | undefined> {
	const local: LocalServer[] = [];
	const isUsable = endpoint.problem() === undefined;
	const items = () =>
		serverItems({
			current: isUsable ? { baseUrl: endpoint.baseUrl, profile: endpoint.profile } : undefined,
			currentModel: endpoint.model,
			remembered: endpoint.known.memory.all,
			local,
		});
	const result = await pickStep<ServerItem>({
		title: l10n.t('Choose Endpoint'),
		placeholder: l10n.t('Who answers? Only this machine is looked at before you choose.'),
		items: items(),
		back: false,
		onShow: (picker, signal) => {
			picker.busy = true;
			findLocalServers(
				streamFetch,
				localAddresses,
				(server) => {
					local.push(server);
					keepActive(picker, items());
				},
				signal,
			)
				.catch(() => undefined)
				.finally(() => {
					if (!signal.aborted) {
						picker.busy = false;
					}
				});
		},
	});
	return result.kind === 'chosen' ? result.value.choice : undefined;
}

function keepActive(picker: { items: readonly ServerItem[]; activeItems: readonly ServerItem[] }, items: ServerItem[]) {
	const [active] = picker.activeItems;
	picker.items = items;
	const same = items.find(({ choice }) => choice !== undefined && choice.baseUrl === active?.choice?.baseUrl);
	if (same) {
		picker.activeItems = [same];
	}
}
