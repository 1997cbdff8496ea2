import type { JSX } from 'preact';
import { type EditCardView, plural } from '../../../src/protocol';
import { usePage } from '../page';
import { Button } from './button';
import type { EditAction } from './edit-actions';
import { Icon, type IconName } from './icon';

interface AfterApplyProps {
	readonly turnId: string;
	readonly after: NonNullable<EditCardView['after']>;
}

const runs = {
	running: { icon: 'debug-start', word: 'is running…', tone: 'is-quiet' },
	passed: { icon: 'pass', word: 'passed', tone: 'is-good' },
	failed: { icon: 'error', word: 'failed', tone: 'is-error' },
} as const satisfies Readonly<Record<string, { icon: IconName; word: string; tone: string }>>;

/** What came of the changes: new problems, and what the user ran. Nothing of it is sent before the user says so. */
export function AfterApply({ turnId, after: { newProblems, run } }: AfterApplyProps): JSX.Element | null {
	const page = usePage();
	const act = (action: EditAction) => () => page.send({ type: 'edits', turnId, action });
	// The region stands there before it has anything to say: only what changes within it is read out.
	if (newProblems === 0 && run === undefined) {
		return <div class="problems-region" aria-live="polite" />;
	}
	return (
		<div class="problems-region" aria-live="polite">
			<ul class="problems" aria-label="Since the changes were applied">
				{newProblems > 0 && (
					<li class="problem" data-testid="edit-new-problems">
						<p class="with-icon is-warning">
							<Icon name="warning" />
							<span>{plural(newProblems, 'new problem')} in the changed files</span>
						</p>
						<span class="problem-buttons">
							<Button testId="edit-send-problems" onClick={act('sendProblems')}>
								Send Back
							</Button>
							<Button look="quiet" testId="edit-show-problems" onClick={act('showProblems')}>
								Show
							</Button>
						</span>
					</li>
				)}
				{run !== undefined && (
					<li class="problem" data-testid="edit-run" data-state={run.state}>
						<p class={`with-icon ${runs[run.state].tone}`}>
							<Icon name={runs[run.state].icon} />
							<span>
								{run.label} {runs[run.state].word}
							</span>
						</p>
						{run.state === 'failed' && (
							<Button testId="edit-send-failure" onClick={act('sendFailure')}>
								Send Back
							</Button>
						)}
					</li>
				)}
			</ul>
		</div>
	);
}
