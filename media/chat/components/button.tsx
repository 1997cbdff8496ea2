import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icon';

interface ButtonProps {
	readonly children: ComponentChildren;
	readonly onClick: () => void;
	/** `primary` once per card; `quiet` for what is rarely wanted. */
	readonly look?: 'primary' | 'secondary' | 'quiet' | undefined;
	readonly icon?: IconName | undefined;
	readonly title?: string | undefined;
	readonly testId?: string | undefined;
	/** Why the button cannot be used now. It stays focusable, so that the reason can be read. */
	readonly unavailable?: string | undefined;
}

/** A button with words. */
export function Button(props: ButtonProps): JSX.Element {
	const { children, onClick, look = 'secondary', icon, title, testId, unavailable } = props;
	return (
		<button
			type="button"
			class={`button button-${look}`}
			title={unavailable ?? title}
			aria-disabled={unavailable === undefined ? undefined : 'true'}
			data-testid={testId}
			onClick={() => {
				if (unavailable === undefined) {
					onClick();
				}
			}}
		>
			{icon !== undefined && <Icon name={icon} />}
			<span>{children}</span>
		</button>
	);
}
