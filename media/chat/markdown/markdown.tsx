import { Component, type JSX } from 'preact';
import { partOf, type TextSource } from '../growing-text';
import { BlockView } from './block-view';
import { citationsWithin, type PlacedCitation, sameCitations } from './citations';
import { advance, type Run, type Split } from './split';

interface MarkdownProps {
	readonly turnId: string;
	/** The whole answer; the same object as long as it is only appended to. */
	readonly text: TextSource;
	/** The part of it that is shown, as a half-open range. */
	readonly start: number;
	readonly end: number;
	/** Citations of the whole answer, in order. */
	readonly citations: readonly PlacedCitation[];
	/** Whether more text is to come. */
	readonly live: boolean;
}

/** Markdown that may still be growing: settled blocks are rendered once, the last one as often as it changes. */
export class Markdown extends Component<MarkdownProps> {
	#split: Split | undefined;
	#splitText: TextSource | undefined;

	override shouldComponentUpdate(next: MarkdownProps): boolean {
		const { text, start, end, citations, live } = this.props;
		return (
			next.text !== text ||
			next.start !== start ||
			next.end !== end ||
			next.citations !== citations ||
			next.live !== live
		);
	}

	override render({ turnId, text, start, end, citations, live }: MarkdownProps): JSX.Element | null {
		const before = this.#splitText === text ? this.#split : undefined;
		const split = (this.#split = advance(before, partOf(text, start, end)));
		this.#splitText = text;
		const { runs, tail, pending } = split;
		if (runs.length === 0 && (tail.raw + pending).trim() === '') {
			return null;
		}
		const tailStart = start + tail.start;
		return (
			<div class="markdown">
				<Chapters turnId={turnId} runs={runs} start={start} citations={citations} />
				<BlockView
					key={`tail ${tailStart}`}
					turnId={turnId}
					raw={tail.raw}
					start={tailStart}
					citations={citationsWithin(citations, tailStart, tailStart + tail.raw.length)}
					live={live}
				/>
				{pending !== '' && <p class="plain">{pending}</p>}
			</div>
		);
	}
}

interface RunsProps {
	readonly turnId: string;
	readonly runs: readonly Run[];
	readonly start: number;
	readonly citations: readonly PlacedCitation[];
}

/** The browser looks at each part that it may leave undrawn for every frame: those far behind are left out together. */
const runsPerChapter = 8;

/** All that is settled: thousands of blocks that are not looked at while the text grows behind them. */
class Chapters extends Component<RunsProps> {
	override shouldComponentUpdate(next: RunsProps): boolean {
		const { runs, start, citations } = this.props;
		return next.runs !== runs || next.start !== start || next.citations !== citations;
	}

	override render({ turnId, runs, start, citations }: RunsProps): JSX.Element {
		const chapters: JSX.Element[] = [];
		for (let first = 0; first < runs.length; first += runsPerChapter) {
			const own = runs.slice(first, first + runsPerChapter);
			// The last one grows, and the one before it may still be in view.
			const far = first + 2 * runsPerChapter < runs.length;
			chapters.push(
				<Chapter
					key={first}
					turnId={turnId}
					runs={own}
					far={far}
					start={start}
					citations={citationsWithin(citations, start + own[0]![0]!.start, start + endOf(own.at(-1)!))}
				/>,
			);
		}
		return <>{chapters}</>;
	}
}

interface ChapterProps extends RunsProps {
	/** Whether it lies well before the end of the text, and is finished. */
	readonly far: boolean;
}

class Chapter extends Component<ChapterProps> {
	override shouldComponentUpdate(next: ChapterProps): boolean {
		const { runs, far, start, citations } = this.props;
		return (
			next.far !== far ||
			next.start !== start ||
			next.runs.length !== runs.length ||
			next.runs.some((run, index) => run !== runs[index]) ||
			!sameCitations(next.citations, citations)
		);
	}

	override render({ turnId, runs, far, start, citations }: ChapterProps): JSX.Element {
		return (
			<div class={far ? 'chapter is-far' : 'chapter'}>
				{runs.map((run) => {
					const from = start + run[0]!.start;
					return (
						<RunView
							key={from}
							turnId={turnId}
							run={run}
							start={start}
							citations={citationsWithin(citations, from, start + endOf(run))}
						/>
					);
				})}
			</div>
		);
	}
}

function endOf(run: Run): number {
	const last = run.at(-1)!;
	return last.start + last.raw.length;
}

interface RunProps {
	readonly turnId: string;
	readonly run: Run;
	readonly start: number;
	readonly citations: readonly PlacedCitation[];
}

class RunView extends Component<RunProps> {
	override shouldComponentUpdate(next: RunProps): boolean {
		const { run, start, citations } = this.props;
		return next.run !== run || next.start !== start || !sameCitations(next.citations, citations);
	}

	override render({ turnId, run, start, citations }: RunProps): JSX.Element {
		return (
			<div class="run">
				{run.map((block) => {
					const from = start + block.start;
					return (
						<BlockView
							key={from}
							turnId={turnId}
							raw={block.raw}
							start={from}
							citations={citationsWithin(citations, from, from + block.raw.length)}
							live={false}
						/>
					);
				})}
			</div>
		);
	}
}
