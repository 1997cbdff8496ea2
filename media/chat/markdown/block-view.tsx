import { Component, type JSX } from 'preact';
import { Blocks } from './blocks';
import { markCitations, type PlacedCitation, sameCitations, sourceOfMark, unmark } from './citations';
import { lexBlock } from './lex';

interface BlockProps {
	readonly turnId: string;
	/** Source of one top-level block. */
	readonly raw: string;
	/** Where the block stands in the answer. */
	readonly start: number;
	readonly citations: readonly PlacedCitation[];
	readonly live: boolean;
}

/** What the nodes of a block need beyond their own token. */
export interface BlockContext {
	readonly turnId: string;
	/** The citation a mark in the block's text stands for. */
	readonly citation: (index: number) => PlacedCitation | undefined;
	/** A text with its marks turned back into what they stand for. */
	readonly plain: (text: string) => string;
	readonly live: boolean;
}

/** One top-level block, rendered again only when its source or its citations changed. */
export class BlockView extends Component<BlockProps> {
	override shouldComponentUpdate(next: BlockProps): boolean {
		const { raw, start, citations, live } = this.props;
		return next.raw !== raw || next.start !== start || next.live !== live || !sameCitations(next.citations, citations);
	}

	override render({ turnId, raw, start, citations, live }: BlockProps): JSX.Element | null {
		if (raw.trim() === '') {
			return null;
		}
		const tokens = lexBlock(markCitations(raw, start, citations));
		if (tokens === undefined) {
			return <p class="plain">{raw}</p>;
		}
		const byIndex = new Map(citations.map((citation) => [citation.index, citation]));
		const sourceOf = (index: number): string => {
			const citation = byIndex.get(index);
			return citation === undefined ? '' : sourceOfMark(raw, start, citation);
		};
		const context: BlockContext = {
			turnId,
			citation: (index) => byIndex.get(index),
			plain: (text) => unmark(text, sourceOf),
			live,
		};
		return <Blocks tokens={tokens} context={context} depth={0} />;
	}
}
