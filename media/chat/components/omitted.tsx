import type { JSX } from 'preact';
import { type ContextView, formatCount } from '../../../src/protocol';
import { Icon } from './icon';

type Groups = Extract<ContextView, { readonly state: 'ready' }>['omitted'];

/** Files that are not sent, by reason: nothing is left out in silence. */
export function Omitted({ groups }: { readonly groups: Groups }): JSX.Element | null {
	const total = groups.reduce((sum, group) => sum + group.count, 0);
	if (total === 0) {
		return null;
	}
	return (
		<details class="disclosure" data-testid="omitted">
			<summary>
				<Icon name="chevron-right" />
				<span>What was left out ({formatCount(total)})</span>
			</summary>
			<dl class="omitted">
				{groups.map((group) => (
					<div key={group.reason}>
						<dt>
							{group.reason} <span class="number">{formatCount(group.count)}</span>
						</dt>
						{group.examples.map((example) => (
							<dd key={example.path}>
								<span class="path" title={example.path}>
									{example.path}
								</span>
								<span class="number">{example.detail}</span>
							</dd>
						))}
						{group.count > group.examples.length && group.examples.length > 0 && (
							<dd class="is-quiet">and {formatCount(group.count - group.examples.length)} more</dd>
						)}
					</div>
				))}
			</dl>
		</details>
	);
}
