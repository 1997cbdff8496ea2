import type { Browser } from 'playwright-core';
import { ensureBrowser, launchBrowser } from '../../../scripts/lib/browser.mjs';
import { onClose } from '../../../scripts/lib/processes.mjs';

let browser: Promise<Browser> | undefined;

/** The browser that all tests of a run share; it ends with the process. */
export function sharedBrowser(): Promise<Browser> {
	browser ??= (async () => {
		const launched = await launchBrowser(await ensureBrowser());
		onClose(() => launched.close());
		return launched;
	})();
	return browser;
}
