import { render } from 'preact';
import { type FromUsagePage, Messenger, type ToUsagePage, toUsagePage } from '../../src/protocol';
import { connectHost } from '../chat/host';
import { App, type Command } from './app';
import './usage.css';

const root = document.body.appendChild(document.createElement('main'));
root.id = 'page';
// The editor scrolls what has the focus.
root.className = 'scroller';

const messenger = new Messenger<ToUsagePage, FromUsagePage>(
	connectHost().wire,
	toUsagePage,
	{ usage: ({ usage }) => render(<App usage={usage} run={run} />, root) },
	(reason) => console.error(`Longview: a message was dropped. ${reason}`),
);

function run(command: Command): void {
	messenger.send({ type: 'command', command });
}

messenger.send({ type: 'ready' });
