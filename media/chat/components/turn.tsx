import { Component, type JSX } from 'preact';
import { plural, type TurnView } from '../../../src/protocol';
import { Answer } from './answer';
import { ChangeCount } from './change-count';
import { Icon } from './icon';
import { QuestionImages } from './images';

interface TurnProps {
	readonly turn: TurnView;
	/** Whether it is the latest, which alone can be continued. */
	readonly last: boolean;
	readonly trusted: boolean;
}

/** A question and its answer. Only the turn that changes is rendered again, however long the chat. */
export class Turn extends Component<TurnProps> {
	override shouldComponentUpdate(next: TurnProps): boolean {
		return next.turn !== this.props.turn || next.last !== this.props.last || next.trusted !== this.props.trusted;
	}

	override render({ turn, last, trusted }: TurnProps): JSX.Element {
		const { attachment, images } = turn;
		return (
			<article class={last ? 'turn is-last' : 'turn'} aria-label="Question and answer" data-testid="turn">
				<section class="question" aria-label="Question" data-testid="question">
					{attachment !== undefined && (
						<p class="attachment" data-testid="attachment">
							<Icon name="git-compare" />
							<span>{attachment.title}</span>
							<span class="is-quiet">{plural(attachment.files, 'file')}</span>
							<ChangeCount added={attachment.added} removed={attachment.removed} />
						</p>
					)}
					{images !== undefined && <QuestionImages images={images} />}
					<QuestionText text={turn.question} />
				</section>
				<Answer turn={turn} last={last} trusted={trusted} />
			</article>
		);
	}
}

/** A question of more lines begins with its first ones; what was made for the reader can be long. */
const foldedLines = 12;

function QuestionText({ text }: { readonly text: string }): JSX.Element {
	const lines = text.split('\n');
	if (lines.length <= foldedLines) {
		return <div class="question-text">{text}</div>;
	}
	const [first, ...rest] = lines;
	return (
		<details class="question-more disclosure">
			<summary>
				<Icon name="chevron-right" />
				<span class="question-text">{first}</span>
			</summary>
			<div class="question-text">{rest.join('\n').trim()}</div>
		</details>
	);
}
