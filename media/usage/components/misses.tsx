import type { JSX } from 'preact';
import type { UsageView } from '../../../src/protocol';
import { Icon } from '../../chat/components/icon';

/** Prompts that could have been cached and were not, with the reason. */
export function Misses({ usage: { misses } }: { readonly usage: UsageView }): JSX.Element {
	return (
		<section class="section">
			<h2>Cache Misses Explained</h2>
			{misses.length === 0 ? (
				<p class="with-icon is-quiet" data-testid="no-misses">
					<Icon name="pass" />
					<span>No prompt is known to have been read anew that could have come from the cache.</span>
				</p>
			) : (
				<ul class="misses" data-testid="misses">
					{misses.map(({ at, model, sentence }, index) => (
						<li key={index}>
							<p class="is-quiet number">
								{at} · {model}
							</p>
							<p>{sentence}</p>
						</li>
					))}
				</ul>
			)}
		</section>
	);
}
