import type { JSX } from 'preact';
import type { ChatView, FromPage } from '../../../src/protocol';
import { usePage } from '../page';
import { contextChip } from '../wording/composer';
import { estimateLine, estimateSentence } from '../wording/cost';
import { Icon, type IconName } from './icon';

/** What the next question is asked of, with what, and what it will take. */
export function ComposerFooter({ chat }: { readonly chat: ChatView }): JSX.Element {
	const { endpoint, context, estimate } = chat;
	return (
		<div class="footer">
			<div class="chips" role="group" aria-label="Model and context">
				<Chip
					icon={endpoint.kind === 'simulator' ? 'beaker' : 'sparkle'}
					text={endpoint.kind === 'simulator' ? `${endpoint.model} (stand-in)` : endpoint.model}
					title="The model of this chat. Choose another"
					command="chooseModel"
				/>
				<Chip
					icon="lightbulb"
					prefix="Thinking: "
					text={endpoint.thinking}
					title="How much the model thinks in this chat. Choose another effort"
					command="chooseThinking"
				/>
				<Chip
					icon="layers"
					text={contextChip(context)}
					title={context.state === 'none' ? 'Open a folder' : 'Show what is sent'}
					command={context.state === 'none' ? 'openFolder' : 'showContext'}
				/>
				{endpoint.unchecked && (
					<Chip
						icon="warning"
						warning
						text="Certificate not checked"
						title={`Whoever answers as ${endpoint.host} gets files and key: http.proxyStrictSSL is off. Open the settings`}
						command="openNetworkSettings"
					/>
				)}
			</div>
			{estimate !== undefined && (
				<span class="estimate" title={estimateSentence(estimate)} data-testid="estimate">
					<span aria-hidden="true">{estimateLine(estimate)}</span>
					<span class="visually-hidden">{estimateSentence(estimate)}</span>
				</span>
			)}
		</div>
	);
}

interface ChipProps {
	readonly icon: IconName;
	/** Words left to the icon where there is little room. */
	readonly prefix?: string;
	readonly text: string;
	readonly title: string;
	readonly warning?: true;
	readonly command: Extract<FromPage, { readonly type: 'command' }>['command'];
}

function Chip({ icon, prefix, text, title, warning, command }: ChipProps): JSX.Element {
	const page = usePage();
	return (
		<button
			type="button"
			class={warning ? 'chip is-warning' : 'chip'}
			title={title}
			data-testid={`chip-${command}`}
			onClick={() => page.send({ type: 'command', command })}
		>
			<Icon name={icon} />
			<span>
				{prefix !== undefined && <span class="chip-prefix">{prefix}</span>}
				{text}
			</span>
		</button>
	);
}
