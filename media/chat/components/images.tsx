import type { JSX, RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import type { ImageView } from '../../../src/protocol';
import { usePage } from '../page';
import { imageFacts, imageSize } from '../wording/composer';
import { Icon } from './icon';
import { Picture } from './picture';

/** The images of a question in the chat; each opens in an editor. */
export function QuestionImages({ images }: { readonly images: readonly ImageView[] }): JSX.Element {
	return (
		<ul class="images" aria-label="Images of this question">
			{images.map((image) => (
				<li key={image.hash}>
					<ImageButton image={image} />
				</li>
			))}
		</ul>
	);
}

interface ComposerImagesProps {
	readonly images: readonly ImageView[];
	/** Takes the focus when the last image is gone. */
	readonly input: RefObject<HTMLTextAreaElement | null>;
}

/** The images that go with the next question; each opens in an editor and can be taken away. */
export function ComposerImages({ images, input }: ComposerImagesProps): JSX.Element {
	const page = usePage();
	const list = useRef<HTMLUListElement>(null);
	const remove = (image: ImageView, index: number): void => {
		page.send({ type: 'removeImage', hash: image.hash });
		const buttons = list.current?.querySelectorAll<HTMLButtonElement>('.image') ?? [];
		(buttons[index + 1] ?? buttons[index - 1] ?? input.current)?.focus();
	};
	return (
		<ul ref={list} class="images is-composer" aria-label="Images of the next question" data-testid="composer-images">
			{images.map((image, index) => (
				<li key={image.hash} class="image-chip">
					<ImageButton image={image} onDelete={() => remove(image, index)} />
					<button
						type="button"
						class="image-remove"
						title="Remove (Delete)"
						aria-label={`Remove ${image.name}`}
						data-testid="image-remove"
						onClick={() => remove(image, index)}
					>
						<Icon name="close" />
					</button>
				</li>
			))}
		</ul>
	);
}

interface ImageButtonProps {
	readonly image: ImageView;
	readonly onDelete?: () => void;
}

function ImageButton({ image, onDelete }: ImageButtonProps): JSX.Element {
	const page = usePage();
	const facts = imageFacts(image);
	// What it took is told by the receipt of its question; what it will take can only be estimated.
	const remark =
		onDelete && image.tokens !== undefined ? '\nTokens are estimated; the receipt will tell what was counted.' : '';
	return (
		<button
			type="button"
			class="image"
			title={`${image.name}\n${facts}${remark}`}
			aria-label={`Open ${image.name}, ${facts}`}
			aria-keyshortcuts={onDelete ? 'Delete' : undefined}
			data-testid="image"
			onClick={() => page.send({ type: 'openImage', hash: image.hash })}
			onKeyDown={(event) => {
				if (onDelete && (event.key === 'Delete' || event.key === 'Backspace')) {
					event.preventDefault();
					onDelete();
				}
			}}
		>
			<Picture image={image} />
			<span class="image-words">
				<span class="image-name">{image.name}</span>
				<span class="image-facts">{onDelete ? facts : imageSize(image)}</span>
			</span>
		</button>
	);
}
