import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ImageView } from '../../../src/protocol';
import { usePage } from '../page';
import { Icon } from './icon';

/** The small picture of an image; its file is asked for when it comes near the view. */
export function Picture({ image }: { readonly image: ImageView }): JSX.Element {
	const { pictures } = usePage();
	const element = useRef<HTMLSpanElement>(null);
	const [, setDrawn] = useState(0);

	useEffect(() => pictures.listen(image.hash, () => setDrawn((count) => count + 1)), [image.hash]);
	useEffect(() => {
		const observer = new IntersectionObserver(
			(entries) => {
				if (entries.some(({ isIntersecting }) => isIntersecting)) {
					observer.disconnect();
					pictures.want(image);
				}
			},
			{ rootMargin: '200px' },
		);
		observer.observe(element.current!);
		return () => observer.disconnect();
	}, [image.hash]);

	const picture = pictures.get(image.hash);
	return (
		<span ref={element} class="picture" data-state={picture.state} data-testid="picture">
			{picture.state === 'shown' ? (
				<img src={picture.url} alt="" draggable={false} />
			) : (
				<Icon name={picture.state === 'gone' ? 'warning' : 'file-media'} />
			)}
		</span>
	);
}
