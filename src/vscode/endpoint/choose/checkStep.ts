import { l10n } from 'vscode';
import { errorMessage } from '../../../core/common/errors';
import type { EndpointReport } from '../../../core/model/check/checkEndpoint';
import type { CheckStep, CheckStepId } from '../../../core/model/check/steps';
import { pickStep, type StepResult } from '../../common/quickInput';
import { progressItems, reportItems, type CheckAction, type CheckItem } from './checkItems';

/** An endpoint that is to be looked at. */
export interface CheckOptions {
	readonly host: string;
	readonly hasKey: boolean;
	/** Nobody checks whose certificate it is. */
	readonly unchecked: boolean;
	/** Looks at it, and tells of each step that was taken. */
	readonly look: (onStep: (step: CheckStep) => void, signal: AbortSignal) => Promise<EndpointReport>;
	readonly onReport: (report: EndpointReport) => void;
}

/** Shows the check of an endpoint while it goes on, and has the user choose what comes next. */
export async function checkStep({
	host,
	hasKey,
	unchecked,
	look,
	onReport,
}: CheckOptions): Promise<StepResult<CheckAction>> {
	const result = await pickStep<CheckItem>({
		title: l10n.t('Checking {0}', host),
		placeholder: l10n.t('Costs nothing; no file is sent.'),
		items: progressItems(new Map()),
		back: true,
		canChoose: ({ action }) => action !== undefined,
		onShow: (picker, signal) => {
			picker.busy = true;
			const taken = new Map<CheckStepId, CheckStep>();
			look((step) => {
				if (!signal.aborted) {
					taken.set(step.id, step);
					picker.items = progressItems(taken);
				}
			}, signal).then(
				(report) => {
					if (!signal.aborted) {
						onReport(report);
						picker.busy = false;
						picker.title = l10n.t('{0} at {1}', report.profile.label, report.host);
						picker.items = reportItems(report, hasKey, unchecked);
					}
				},
				(error: unknown) => {
					if (!signal.aborted) {
						picker.busy = false;
						picker.items = [
							{ label: `$(error) ${errorMessage(error)}` },
							{ label: `$(refresh) ${l10n.t('Check Again')}`, action: { kind: 'again' } },
						];
					}
				},
			);
		},
	});
	return result.kind === 'chosen' ? { kind: 'chosen', value: result.value.action! } : result;
}
