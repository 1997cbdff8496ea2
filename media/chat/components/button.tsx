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
	/** Shown, and reached by the keyboard, but without effect. */
	readonly disabled?: boolean | undefined;
}

/** A button with words. */
export function Button(props: ButtonProps): JSX.Element {
	const { children, onClick, look = 'secondary', icon, title, testId, disabled = false } = props;
	return (
		<button
			type="button"
			class={`button button-${look}`}
			title={title}
			data-testid={testId}
			aria-disabled={disabled ? 'true' : undefined}
			onClick={disabled ? undefined : onClick}
		>
			{icon !== undefined && <Icon name={icon} />}
			<span>{children}</span>
		</button>
	);
}
