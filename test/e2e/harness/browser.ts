import type { Browser, Page } from 'playwright-core';
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

/** Slows a page's scripts down by the factor in the environment, to see which tests depend on how fast a machine is. */
export async function slowDown(page: Page): Promise<void> {
	const rate = Number(process.env['LONGVIEW_TEST_SLOWDOWN']);
	if (rate > 1) {
		const session = await page.context().newCDPSession(page);
		await session.send('Emulation.setCPUThrottlingRate', { rate });
	}
}
