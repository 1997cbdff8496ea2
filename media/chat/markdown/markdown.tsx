import { Component, type JSX } from 'preact';
import { BlockView } from './block-view';
import { citationsWithin, type PlacedCitation, sameCitations } from './citations';
import { advance, type Run, type Split } from './split';

interface MarkdownProps {
	readonly turnId: string;
	readonly text: string;
	/** The same as long as text is only appended to what stood before it or in it. */
	readonly origin: object;
	/** Where the text stands in the answer, which is what citations are counted in. */
	readonly start: number;
	/** Citations of the whole answer, in order. */
	readonly citations: readonly PlacedCitation[];
	/** Whether more text is to come. */
	readonly live: boolean;
}

/** Markdown that may still be growing: settled blocks are rendered once, the last one as often as it changes. */
export class Markdown extends Component<MarkdownProps> {
	#split: Split | undefined;
	#origin: object | undefined;

	override shouldComponentUpdate(next: MarkdownProps): boolean {
		const { text, origin, start, citations, live } = this.props;
		return (
			next.origin !== origin ||
			next.text !== text ||
			next.start !== start ||
			next.citations !== citations ||
			next.live !== live
		);
	}

	override render({ turnId, text, origin, start, citations, live }: MarkdownProps): JSX.Element | null {
		if (text.trim() === '') {
			return null;
		}
		const split = (this.#split = advance(this.#origin === origin ? this.#split : undefined, text));
		this.#origin = origin;
		const { tail } = split;
		const tailStart = start + tail.start;
		return (
			<div class="markdown">
				<Runs turnId={turnId} runs={split.runs} start={start} citations={citations} />
				<BlockView
					key={`tail ${tailStart}`}
					turnId={turnId}
					raw={tail.raw}
					start={tailStart}
					citations={citationsWithin(citations, tailStart, tailStart + tail.raw.length)}
					live={live}
				/>
				{split.pending !== '' && <p class="plain">{split.pending}</p>}
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

/** All that is settled: thousands of blocks that are not looked at while the text grows behind them. */
class Runs extends Component<RunsProps> {
	override shouldComponentUpdate(next: RunsProps): boolean {
		const { runs, start, citations } = this.props;
		return next.runs !== runs || next.start !== start || next.citations !== citations;
	}

	override render({ turnId, runs, start, citations }: RunsProps): JSX.Element {
		return (
			<>
				{runs.map((run) => {
					const from = start + run[0]!.start;
					const last = run.at(-1)!;
					return (
						<RunView
							key={from}
							turnId={turnId}
							run={run}
							start={start}
							citations={citationsWithin(citations, from, start + last.start + last.raw.length)}
						/>
					);
				})}
			</>
		);
	}
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
