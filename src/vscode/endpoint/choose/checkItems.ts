import { l10n, QuickPickItemKind, type QuickPickItem } from 'vscode';
import { isUsable, type EndpointReport } from '../../../core/model/check/checkEndpoint';
import { checkOrder, type CheckStep, type CheckStepId } from '../../../core/model/check/steps';
import type { Remedy } from '../../../core/model/failures/remedies';

/** What can be done once an endpoint was looked at. */
export type CheckAction =
	| { readonly kind: 'use' | 'choose-model' | 'set-key' | 'change-address' | 'again' | 'proxy-settings' }
	| { readonly kind: 'use-address'; readonly baseUrl: string }
	| { readonly kind: 'open'; readonly page: string };

export interface CheckItem extends QuickPickItem {
	/** Left out of what only informs. */
	readonly action?: CheckAction;
}

const icons: Readonly<Record<CheckStep['status'], string>> = {
	ok: '$(pass)',
	warning: '$(warning)',
	failed: '$(error)',
	skipped: '$(circle-slash)',
};

function stepName(id: CheckStepId): string {
	switch (id) {
		case 'reachable':
			return l10n.t('Reachable');
		case 'key':
			return l10n.t('Key');
		case 'models':
			return l10n.t('Models');
		case 'model':
			return l10n.t('Model');
		case 'balance':
			return l10n.t('Balance');
		case 'context':
			return l10n.t('Context Length');
		case 'cache':
			return l10n.t('Cache');
	}
}

/** The steps while they are taken. */
export function progressItems(taken: ReadonlyMap<CheckStepId, CheckStep>): CheckItem[] {
	const next = checkOrder.find((id) => !taken.has(id));
	return checkOrder.map((id) => {
		const step = taken.get(id);
		return step
			? stepItem(step)
			: { label: `${id === next ? '$(loading~spin)' : '$(circle-outline)'} ${stepName(id)}`, alwaysShow: true };
	});
}

/** What can be done, the best first; then what was found. */
export function reportItems(report: EndpointReport, hasKey: boolean, unchecked: boolean): CheckItem[] {
	const failed = report.steps.filter(({ status }) => status === 'failed');
	return [
		...actions(report, hasKey).map((item) => ({ ...item, alwaysShow: true })),
		...(unchecked
			? [
					{
						label: `$(warning) ${l10n.t('The Certificate Is Not Checked')}`,
						detail: l10n.t('"http.proxyStrictSSL" is off: whoever answers under this name gets files and key.'),
						alwaysShow: true,
						action: { kind: 'proxy-settings' } as const,
					},
				]
			: []),
		{ label: l10n.t('what was found'), kind: QuickPickItemKind.Separator },
		...[...failed, ...report.steps.filter(({ status }) => status !== 'failed')].map(stepItem),
		...report.profile.notes.map((note) => ({ label: `$(info) ${l10n.t('Good to Know')}`, detail: note })),
	];
}

function stepItem({ id, status, message }: CheckStep): CheckItem {
	return { label: `${icons[status]} ${stepName(id)}`, detail: message };
}

function actions(report: EndpointReport, hasKey: boolean): CheckItem[] {
	const { profile, host, model } = report;
	const chooseModel: CheckItem = {
		label: `$(list-selection) ${l10n.t('Choose Another Model…')}`,
		action: { kind: 'choose-model' },
	};
	const canChoose = report.models.length > 1 ? [chooseModel] : [];
	if (model === undefined) {
		return [{ ...chooseModel, label: `$(list-selection) ${l10n.t('Choose a Model…')}` }];
	}
	if (isUsable(report)) {
		return [
			{
				label: `$(check) ${l10n.t('Use {0} at {1}', profile.label, host)}`,
				detail: l10n.t('New chats use {0}.', model),
				action: { kind: 'use' },
			},
			...canChoose,
		];
	}
	const remedies = report.steps.filter(({ status }) => status === 'failed').flatMap((step) => step.remedies);
	return [
		...[...new Set(remedies)].flatMap((remedy) => remedyItems(remedy, report, hasKey)),
		{ label: `$(refresh) ${l10n.t('Check Again')}`, action: { kind: 'again' } },
		{
			label: `$(arrow-right) ${l10n.t('Use It Anyway')}`,
			detail: l10n.t('Questions fail until this is put right.'),
			action: { kind: 'use' },
		},
	];
}

function remedyItems(remedy: Remedy, report: EndpointReport, hasKey: boolean): CheckItem[] {
	const { suggestedBaseUrl, profile, models } = report;
	switch (remedy) {
		case 'set-key':
			return [
				{
					label: `$(key) ${hasKey ? l10n.t('Enter Another Key…') : l10n.t('Enter a Key…')}`,
					action: { kind: 'set-key' },
				},
			];
		case 'top-up':
			return profile.accountPages
				? [
						{
							label: `$(link-external) ${l10n.t('Open the Account Page')}`,
							description: profile.accountPages.balance,
							action: { kind: 'open', page: profile.accountPages.balance },
						},
					]
				: [];
		case 'change-endpoint':
			return [
				...(suggestedBaseUrl === undefined
					? []
					: [
							{
								label: `$(arrow-right) ${l10n.t('Use {0}', suggestedBaseUrl)}`,
								action: { kind: 'use-address', baseUrl: suggestedBaseUrl } as const,
							},
						]),
				{ label: `$(edit) ${l10n.t('Change the Address…')}`, action: { kind: 'change-address' } },
			];
		case 'choose-model':
			return models.length > 0
				? [{ label: `$(list-selection) ${l10n.t('Choose Another Model…')}`, action: { kind: 'choose-model' } }]
				: [];
		case 'check-proxy':
		case 'check-certificate':
			return [
				{ label: `$(gear) ${l10n.t('Open the Proxy and Certificate Settings')}`, action: { kind: 'proxy-settings' } },
			];
		default:
			return [];
	}
}
