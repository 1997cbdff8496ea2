import { l10n, QuickPickItemKind, tasks, window, type Memento, type QuickPickItem, type Task } from 'vscode';
import { checkOfLine, checkOfTask, type Check, type LeftOut } from './taskCommand';

const rememberedKey = 'longview.check';

/** What the user ran last: a task by its label, or a line. */
interface Remembered {
	readonly kind: 'task' | 'line';
	readonly label: string;
}

interface CheckItem extends QuickPickItem {
	readonly check?: Check;
	readonly leftOut?: LeftOut;
	readonly enters?: boolean;
}

/** Has the user choose a task or enter a command; the choice is remembered in this workspace and comes first. */
export async function chooseCheck(
	memento: Memento,
	fetchTasks: () => Thenable<readonly Task[]> = () => tasks.fetchTasks(),
): Promise<Check | undefined> {
	const remembered = memento.get<Remembered>(rememberedKey);
	const items = fetchTasks().then((found) =>
		itemsOf(
			found.map((task) => checkOfTask(task)),
			remembered,
		),
	);
	const chosen = await window.showQuickPick<CheckItem>(items, {
		title: l10n.t('Run a Task on the Changed Files'),
		placeHolder: l10n.t('Its output stays here; you can send it back when it fails'),
		matchOnDescription: true,
	});
	if (chosen?.leftOut) {
		void window.showInformationMessage(
			l10n.t('{0} cannot be run here. {1}', chosen.leftOut.label, chosen.leftOut.reason),
		);
	}
	const check = chosen?.enters === true ? await enterLine(remembered) : chosen?.check;
	if (check) {
		await memento.update(rememberedKey, { kind: check.source, label: check.label } satisfies Remembered);
	}
	return check;
}

function itemsOf(found: readonly (Check | LeftOut)[], remembered: Remembered | undefined): CheckItem[] {
	const checks = found.filter((each): each is Check => 'command' in each);
	const leftOut = found.filter((each): each is LeftOut => 'reason' in each);
	const itemOf = (check: Check): CheckItem => ({ label: check.label, description: described(check), check });
	const last =
		remembered?.kind === 'line'
			? checkOfLine(remembered.label)
			: checks.find(({ label }) => label === remembered?.label);
	const byLabel = (left: { label: string }, right: { label: string }) => (left.label < right.label ? -1 : 1);
	const others = checks.filter((check) => check !== last).sort(byLabel);
	return [
		...(last ? [{ label: l10n.t('ran last'), kind: QuickPickItemKind.Separator }, itemOf(last)] : []),
		{ label: l10n.t('tasks'), kind: QuickPickItemKind.Separator },
		...others.map(itemOf),
		{ label: l10n.t('$(terminal) Enter a Command…'), alwaysShow: true, enters: true },
		...(leftOut.length === 0 ? [] : [{ label: l10n.t('cannot be run here'), kind: QuickPickItemKind.Separator }]),
		...leftOut.sort(byLabel).map((each) => ({ label: each.label, description: each.reason, leftOut: each })),
	];
}

function described({ label, command }: Check): string {
	const line = command.kind === 'line' ? command.line : [command.program, ...command.args].join(' ');
	return line === label ? '' : line;
}

async function enterLine(remembered: Remembered | undefined): Promise<Check | undefined> {
	const line = await window.showInputBox({
		title: l10n.t('Run a Command'),
		prompt: l10n.t('It runs in the shell of your system, in the first folder of the workspace.'),
		value: remembered?.kind === 'line' ? remembered.label : '',
	});
	return line === undefined || line.trim() === '' ? undefined : checkOfLine(line.trim());
}
