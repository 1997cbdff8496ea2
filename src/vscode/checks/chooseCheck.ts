import { l10n, QuickPickItemKind, tasks, window, type Memento, type QuickPickItem } from 'vscode';
import { checkOfLine, checkOfTask, type Check } from './taskCommand';

const rememberedKey = 'longview.check';

/** What the user ran last: a task by its label, or a line. */
interface Remembered {
	readonly kind: 'task' | 'line';
	readonly label: string;
}

interface CheckItem extends QuickPickItem {
	readonly check?: Check;
	readonly enters?: boolean;
}

/** Has the user choose a task or enter a command; the choice is remembered in this workspace and comes first. */
export async function chooseCheck(memento: Memento): Promise<Check | undefined> {
	const remembered = memento.get<Remembered>(rememberedKey);
	const items = tasks.fetchTasks().then((found) =>
		itemsOf(
			found.flatMap((task) => checkOfTask(task) ?? []),
			remembered,
		),
	);
	const chosen = await window.showQuickPick<CheckItem>(items, {
		title: l10n.t('Run a Task on the Changed Files'),
		placeHolder: l10n.t('Its output stays here; you can send it back when it fails'),
		matchOnDescription: true,
	});
	const check = chosen?.enters === true ? await enterLine(remembered) : chosen?.check;
	if (check) {
		await memento.update(rememberedKey, { kind: check.source, label: check.label } satisfies Remembered);
	}
	return check;
}

function itemsOf(checks: readonly Check[], remembered: Remembered | undefined): CheckItem[] {
	const itemOf = (check: Check): CheckItem => ({ label: check.label, description: described(check), check });
	const last =
		remembered?.kind === 'line'
			? checkOfLine(remembered.label)
			: checks.find(({ label }) => label === remembered?.label);
	const others = checks.filter((check) => check !== last).sort((left, right) => (left.label < right.label ? -1 : 1));
	return [
		...(last ? [{ label: l10n.t('ran last'), kind: QuickPickItemKind.Separator }, itemOf(last)] : []),
		{ label: l10n.t('tasks'), kind: QuickPickItemKind.Separator },
		...others.map(itemOf),
		{ label: l10n.t('$(terminal) Enter a Command…'), alwaysShow: true, enters: true },
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
