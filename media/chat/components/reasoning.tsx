import { Component, type JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AnswerView } from '../../../src/protocol';
import type { TextSource } from '../growing-text';
import { textsOf } from '../state';
import { lastLine, reasoningTitle } from '../wording/answer';
import { Icon } from './icon';

/** As much of the end as surely holds a line with words, in characters. */
const previewWindow = 2_000;

/** What the model thought before it answered: folded, with its latest line as a preview while it goes on. */
export function Reasoning({ answer }: { readonly answer: AnswerView }): JSX.Element {
	const [open, setOpen] = useState(false);
	const live = answer.status === 'reasoning';
	const text = textsOf(answer).reasoning;
	const { length } = answer.reasoning;
	return (
		<details
			class="disclosure reasoning"
			data-testid="reasoning"
			onToggle={(event) => setOpen(event.currentTarget.open)}
		>
			<summary>
				<Icon name="chevron-right" />
				<span class="reasoning-title">{reasoningTitle(answer)}</span>
				{live && <span class="wait" aria-hidden="true" />}
				{live && !open && (
					<span class="reasoning-preview" aria-hidden="true">
						{lastLine(text.slice(Math.max(0, length - previewWindow), length))}
					</span>
				)}
			</summary>
			{open && <ReasoningText text={text} length={length} />}
		</details>
	);
}

/** Characters of a stretch of reasoning at the least, and stretches in a group that is drawn or left out as a whole. */
const shortestStretch = 1_000;
const stretchesPerGroup = 16;

interface ReasoningTextProps {
	readonly text: TextSource;
	readonly length: number;
}

/** A text of perhaps a million characters that may still grow, in stretches of whole lines that are drawn once. */
class ReasoningText extends Component<ReasoningTextProps> {
	#text: TextSource | undefined;
	#groups: string[][] = [];
	#settled = 0;

	override shouldComponentUpdate(next: ReasoningTextProps): boolean {
		return next.text !== this.props.text || next.length !== this.props.length;
	}

	override render({ text, length }: ReasoningTextProps): JSX.Element {
		if (text !== this.#text || length < this.#settled) {
			this.#text = text;
			this.#groups = [];
			this.#settled = 0;
		}
		const rest = text.slice(this.#settled, length);
		let start = 0;
		for (let end = rest.indexOf('\n', shortestStretch); end >= 0; end = rest.indexOf('\n', start + shortestStretch)) {
			this.#settle(rest.slice(start, end));
			start = end + 1;
		}
		this.#settled += start;
		return (
			<div class="reasoning-text">
				{this.#groups.map((stretches, index) => (
					<Stretches key={index} stretches={stretches} count={stretches.length} />
				))}
				<div>{rest.slice(start)}</div>
			</div>
		);
	}

	#settle(stretch: string): void {
		const last = this.#groups.at(-1);
		if (last && last.length < stretchesPerGroup) {
			last.push(stretch);
		} else {
			this.#groups.push([stretch]);
		}
	}
}

interface StretchesProps {
	/** Only ever added to. */
	readonly stretches: readonly string[];
	readonly count: number;
}

class Stretches extends Component<StretchesProps> {
	override shouldComponentUpdate(next: StretchesProps): boolean {
		return next.stretches !== this.props.stretches || next.count !== this.props.count;
	}

	override render({ stretches }: StretchesProps): JSX.Element {
		return (
			<div class={stretches.length === stretchesPerGroup ? 'reasoning-group is-full' : 'reasoning-group'}>
				{stretches.map((stretch, index) => (
					<div key={index}>{stretch}</div>
				))}
			</div>
		);
	}
}
