import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatView } from '../../../src/protocol';
import { droppedUris, mayAttach, mentionedImages, pastedFiles, readFiles } from '../image-intake';
import { usePage } from '../page';
import { imagesUnavailable } from '../wording/composer';

/** How images come into the composer. */
export interface ImageIntake {
	/** Why no image can be attached, or undefined when one can. */
	readonly unavailable: string | undefined;
	/** Something that could be attached is held over the page. */
	readonly dropping: boolean;
	readonly choose: () => void;
	readonly onPaste: (event: ClipboardEvent) => void;
	/** Looks for images that the text names. */
	readonly onText: (text: string) => void;
}

/** Takes images from the clipboard, from drags onto any part of the page, and from paths in the text. */
export function useImageIntake({ endpoint }: ChatView, draft: string): ImageIntake {
	const page = usePage();
	const [dropping, setDropping] = useState(false);
	const named = useRef<readonly string[]>(mentionedImages(draft));
	const unavailable = imagesUnavailable(endpoint);

	const say = (text: string): void => {
		page.dispatch({ type: 'note', text });
	};
	const take = (files: readonly File[]): void => {
		if (unavailable !== undefined) {
			say(unavailable);
			return;
		}
		void readFiles(files).then(
			(message) => (typeof message === 'string' ? say(message) : page.send(message)),
			() => say('The file could not be read. Save it again, then attach it once more.'),
		);
	};
	const drop = useRef<(transfer: DataTransfer) => void>(() => undefined);
	drop.current = (transfer) => {
		const uris = transfer.files.length > 0 ? [] : droppedUris(transfer);
		if (uris.length === 0 || unavailable !== undefined) {
			take([...transfer.files]);
		} else {
			page.send({ type: 'attachFiles', uris: [...uris] });
		}
	};

	useEffect(() => {
		const onDrag = (event: DragEvent): void => {
			if (mayAttach(event.dataTransfer)) {
				event.preventDefault();
				setDropping(true);
			}
		};
		const onLeave = (event: DragEvent): void => {
			if (event.relatedTarget === null) {
				setDropping(false);
			}
		};
		const onDrop = (event: DragEvent): void => {
			setDropping(false);
			if (event.dataTransfer !== null && mayAttach(event.dataTransfer)) {
				event.preventDefault();
				drop.current(event.dataTransfer);
			}
		};
		window.addEventListener('dragenter', onDrag);
		window.addEventListener('dragover', onDrag);
		window.addEventListener('dragleave', onLeave);
		window.addEventListener('drop', onDrop);
		return () => {
			window.removeEventListener('dragenter', onDrag);
			window.removeEventListener('dragover', onDrag);
			window.removeEventListener('dragleave', onLeave);
			window.removeEventListener('drop', onDrop);
		};
	}, []);

	return {
		unavailable,
		dropping,
		choose: () => {
			if (unavailable === undefined) {
				page.send({ type: 'command', command: 'attachImage' });
			} else {
				say(unavailable);
			}
		},
		onPaste: (event) => {
			const files = pastedFiles(event.clipboardData);
			if (files.length > 0) {
				event.preventDefault();
				take(files);
			}
		},
		onText: (text) => {
			const before = named.current;
			named.current = mentionedImages(text);
			for (const path of unavailable === undefined ? named.current : []) {
				if (!before.includes(path)) {
					page.send({ type: 'mentionImage', path });
				}
			}
		},
	};
}
