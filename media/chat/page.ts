import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { FromPage } from '../../src/protocol';
import type { Pictures } from './pictures';
import type { PageEvent } from './state';

/** What components may do: speak to the extension, and change the page's own state. */
export interface Page {
	send(message: FromPage): void;
	dispatch(event: PageEvent): void;
	readonly pictures: Pictures;
}

/** Carries the page to every component; provided once, by the application. */
export const PageContext = createContext<Page | undefined>(undefined);

/** The page around a component. */
export function usePage(): Page {
	const page = useContext(PageContext);
	if (page === undefined) {
		throw new Error('A component was rendered outside of the page.');
	}
	return page;
}
