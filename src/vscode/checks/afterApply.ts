import { EventEmitter, l10n, workspace, type Disposable, type Memento } from 'vscode';
import { checkQuestion } from '../../core/conversation/checkQuestion';
import type { EditCardView } from '../../protocol';
import { DisposableStore } from '../common/disposables';
import { ReviewError } from '../review/files';
import { ProblemWatch, problemQuestion, type KnownProblems, type Problem } from '../review/newProblems';
import { diskFolders } from '../workspace/folders';
import { chooseCheck } from './chooseCheck';
import { runCheck, type CheckResult } from './runCheck';
import type { Check } from './taskCommand';

interface Run {
	readonly label: string;
	/** Undefined while it runs. */
	readonly result: CheckResult | undefined;
}

/** What is known about an answer since its edits were applied: new problems, and the check the user ran. */
export class AfterApply implements Disposable {
	readonly #memento: Memento;
	readonly #isTrusted: () => boolean;
	readonly #store = new DisposableStore();
	readonly #changed = this.#store.add(new EventEmitter<string>());
	/** Something is known about an answer; the event is its turn. */
	readonly onDidChange = this.#changed.event;
	readonly #problems = new Map<string, readonly Problem[]>();
	readonly #runs = new Map<string, Run>();
	readonly #watches = new Map<string, ProblemWatch>();

	constructor(memento: Memento, isTrusted = () => workspace.isTrusted) {
		this.#memento = memento;
		this.#isTrusted = isTrusted;
	}

	/** Counts the problems of files that an answer was just applied to. */
	watch(turnId: string, known: KnownProblems, paths: readonly string[]): void {
		this.#watches.get(turnId)?.dispose();
		this.#problems.delete(turnId);
		this.#runs.delete(turnId);
		const watch = new ProblemWatch(known, paths, (problems) => {
			this.#problems.set(turnId, problems);
			this.#changed.fire(turnId);
		});
		this.#watches.set(turnId, watch);
	}

	/** What the card of an applied answer says and offers. */
	view(turnId: string): NonNullable<EditCardView['after']> {
		const run = this.#runs.get(turnId);
		return {
			newProblems: this.#problems.get(turnId)?.length ?? 0,
			canRun: this.#isTrusted() && diskFolders().length > 0,
			...(run ? { run: { label: run.label, state: stateOf(run) } } : {}),
		};
	}

	/** Runs a check of the user's choice. */
	async choose(turnId: string): Promise<void> {
		this.#requireTrust();
		const check = await chooseCheck(this.#memento);
		if (check) {
			await this.run(turnId, check);
		}
	}

	async run(turnId: string, check: Check): Promise<void> {
		this.#requireTrust();
		const set = (result: CheckResult | undefined) => {
			this.#runs.set(turnId, { label: check.label, result });
			this.#changed.fire(turnId);
		};
		set(undefined);
		try {
			set(await runCheck(check));
		} catch (error) {
			this.#runs.delete(turnId);
			this.#changed.fire(turnId);
			throw error;
		}
	}

	/** What is asked about the new problems of an answer; undefined when there are none. */
	problemQuestion(turnId: string): string | undefined {
		const problems = this.#problems.get(turnId) ?? [];
		return problems.length === 0 ? undefined : problemQuestion(problems);
	}

	/** What is asked about the check that failed; undefined when none did. */
	checkQuestion(turnId: string): string | undefined {
		const run = this.#runs.get(turnId);
		return run?.result && stateOf(run) === 'failed'
			? checkQuestion(run.label, run.result.exitCode, run.result.output)
			: undefined;
	}

	#requireTrust(): void {
		if (!this.#isTrusted()) {
			throw new ReviewError(l10n.t('Nothing is run in an untrusted workspace. Trust it first.'));
		}
	}

	dispose(): void {
		this.#watches.forEach((watch) => watch.dispose());
		this.#store.dispose();
	}
}

function stateOf({ result }: Run): 'running' | 'passed' | 'failed' {
	return result === undefined ? 'running' : result.exitCode === 0 ? 'passed' : 'failed';
}
