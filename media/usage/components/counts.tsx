import type { JSX } from 'preact';
import type { UsageView } from '../../../src/protocol';

/** Endpoints that count prompts otherwise than we do; nothing where all agree. */
export function Counts({ usage: { counts } }: { readonly usage: UsageView }): JSX.Element | null {
	return counts.length === 0 ? null : (
		<section class="section">
			<h2>Counted Otherwise</h2>
			<ul class="misses" data-testid="counts">
				{counts.map(({ host, model, sentence }) => (
					<li key={`${host} ${model}`}>
						<p class="is-quiet number">
							{model} · {host}
						</p>
						<p>{sentence}</p>
					</li>
				))}
			</ul>
		</section>
	);
}
