import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { type NoticeView, plural, type TurnView } from '../../../src/protocol';
import { placeCitations } from '../markdown/citations';
import { Markdown } from '../markdown/markdown';
import { divideContent } from '../markdown/parts';
import { usePage } from '../page';
import { textsOf } from '../state';
import { endLine, statusLine } from '../wording/answer';
import { Button } from './button';
import { EditCard } from './edit-card';
import { EditRow } from './edit-row';
import { Failure } from './failure';
import { Icon } from './icon';
import { Reasoning } from './reasoning';
import { Receipt } from './receipt';
import { Remedies } from './remedies';

interface AnswerProps {
	readonly turn: TurnView;
	readonly last: boolean;
	readonly trusted: boolean;
}

/** An answer in whatever state it is: what the model thought and wrote, what follows from it, and what it took. */
export function Answer({ turn, last, trusted }: AnswerProps): JSX.Element {
	const { answer } = turn;
	const { status, edits, explanation, content } = answer;
	const live = status === 'writing' || status === 'reasoning';
	// The same element as before is passed over, however many files it lists.
	const card = useMemo(
		() =>
			edits !== undefined &&
			edits.files.length + edits.problems.length > 0 && <EditCard turnId={turn.id} edits={edits} trusted={trusted} />,
		[turn.id, edits, trusted],
	);
	return (
		<section class="answer" aria-label="Answer" aria-busy={live} data-testid="answer" data-status={status}>
			{answer.remark !== undefined && (
				<p class="with-icon is-quiet" data-testid="remark">
					<Icon name="info" />
					<span>{answer.remark}</span>
				</p>
			)}
			{answer.reasoning !== '' && <Reasoning answer={answer} />}
			{content !== '' && <Content turn={turn} live={live} />}
			<Progress turn={turn} />
			{card}
			{explanation !== undefined && <Explanation turnId={turn.id} {...explanation} />}
			{answer.failure !== undefined && <Failure turnId={turn.id} failure={answer.failure} last={last} />}
			{answer.notice !== undefined && <Notice turnId={turn.id} notice={answer.notice} last={last} />}
			{(status === 'stopped' || status === 'interrupted') && <Ended turn={turn} last={last} />}
			{answer.receipt !== undefined && <Receipt turnId={turn.id} receipt={answer.receipt} />}
		</section>
	);
}

/** The text of the answer, with its edit blocks as rows in their places. */
function Content({ turn, live }: { readonly turn: TurnView; readonly live: boolean }): JSX.Element {
	const { content, citations, edits } = turn.answer;
	const text = textsOf(turn.answer).content;
	const segments = edits?.segments;
	// Text may come after its citations: those of which it is not there yet belong to no block.
	const placed = useMemo(() => placeCitations(Infinity, citations), [citations]);
	const parts = useMemo(() => divideContent(content.length, segments ?? []), [content.length, segments]);
	return (
		<div class="content">
			{parts.map((part, index) =>
				part.kind === 'edit' ? (
					<EditRow key={`edit ${part.start}`} segment={part.segment} />
				) : (
					<Markdown
						key={`prose ${part.start}`}
						turnId={turn.id}
						text={text}
						start={part.start}
						end={part.end}
						citations={placed}
						live={live && index === parts.length - 1}
					/>
				),
			)}
		</div>
	);
}

/** What an answer without words to show for it is doing. */
function Progress({ turn }: { readonly turn: TurnView }): JSX.Element | null {
	const { status, content, progress } = turn.answer;
	const early = status === 'preparing' || status === 'waiting' || status === 'queued';
	if (!early && !(status === 'writing' && content === '')) {
		return null;
	}
	return (
		<p class="status-line" data-testid="status">
			<span class="wait" aria-hidden="true" />
			<span>{progress ?? statusLine(status)}</span>
		</p>
	);
}

interface NoticeProps {
	readonly turnId: string;
	readonly notice: NoticeView;
	readonly last: boolean;
}

/** A remark on an answer that ended by itself, but not well; only the latest can still be gone on with. */
function Notice({ turnId, notice, last }: NoticeProps): JSX.Element {
	return (
		<div class="ended" data-testid="notice">
			<p class="with-icon">
				<Icon name="info" />
				<span>{notice.message}</span>
			</p>
			{last && <Remedies turnId={turnId} actions={notice.actions} first="secondary" />}
		</div>
	);
}

function Ended({ turn, last }: { readonly turn: TurnView; readonly last: boolean }): JSX.Element {
	const page = usePage();
	return (
		<div class="ended" data-testid="ended">
			<p class="with-icon is-quiet">
				<Icon name="circle-slash" />
				<span>{endLine(turn.answer)}</span>
			</p>
			{last && (
				<div class="buttons">
					{turn.answer.content !== '' && (
						<Button testId="continue" onClick={() => page.send({ type: 'continue', turnId: turn.id })}>
							Continue
						</Button>
					)}
					<Button look="quiet" testId="retry" onClick={() => page.send({ type: 'retry', turnId: turn.id })}>
						Try Again
					</Button>
				</div>
			)}
		</div>
	);
}

interface ExplanationProps {
	readonly turnId: string;
	readonly title: string;
	readonly threads: number;
	readonly files: number;
}

function Explanation({ turnId, title, threads, files }: ExplanationProps): JSX.Element {
	const page = usePage();
	return (
		<div class="card explanation" data-testid="explanation">
			<p class="with-icon">
				<Icon name="comment-discussion" />
				<span>
					<strong>
						{plural(threads, 'remark')} on {plural(files, 'file')}
					</strong>
					<span class="is-quiet explanation-title">{title}</span>
				</span>
			</p>
			<Button testId="explanation-open" onClick={() => page.send({ type: 'openExplanation', turnId })}>
				Show in Diff
			</Button>
		</div>
	);
}
