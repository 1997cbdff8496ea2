import type { JSX } from 'preact';
import type { FromUsagePage, UsageView } from '../../src/protocol';
import { Button } from '../chat/components/button';
import { Icon } from '../chat/components/icon';
import { ChartCard } from './components/chart-card';
import { Counts } from './components/counts';
import { Formats } from './components/formats';
import { Misses } from './components/misses';
import { Models } from './components/models';
import { Tiles } from './components/tiles';

export type Command = Extract<FromUsagePage, { readonly type: 'command' }>['command'];

interface AppProps {
	readonly usage: UsageView;
	readonly run: (command: Command) => void;
}

/** The whole page. */
export function App({ usage, run }: AppProps): JSX.Element {
	const { since } = usage;
	if (since === undefined) {
		return <Empty run={run} />;
	}
	return (
		<div class="usage-column">
			<header class="usage-header">
				<div>
					<h1>Usage</h1>
					<p class="is-quiet">Since {since}, in all windows. Kept on this computer, sent nowhere.</p>
				</div>
				<div class="buttons">
					<Button look="quiet" testId="set-limit" onClick={() => run('setMonthlyLimit')}>
						{usage.limit ? 'Change Limit…' : 'Set Monthly Limit…'}
					</Button>
					<Button look="quiet" testId="clear" onClick={() => run('clearUsage')}>
						Clear…
					</Button>
				</div>
			</header>
			<Tiles usage={usage} />
			<ChartCard usage={usage} />
			<Models usage={usage} />
			<Misses usage={usage} />
			<Counts usage={usage} />
			<Formats usage={usage} />
		</div>
	);
}

function Empty({ run }: Pick<AppProps, 'run'>): JSX.Element {
	return (
		<div class="usage-empty" data-testid="empty">
			<Icon name="layers" />
			<h1>Nothing has been sent yet</h1>
			<p class="is-quiet">
				What your questions take stands here: tokens, how much of them came from the cache, and money. It is kept on
				this computer and sent nowhere.
			</p>
			<div class="buttons">
				<Button look="primary" testId="open-chat" onClick={() => run('openChat')}>
					Open Chat
				</Button>
				<Button testId="set-limit" onClick={() => run('setMonthlyLimit')}>
					Set Monthly Limit…
				</Button>
			</div>
		</div>
	);
}
