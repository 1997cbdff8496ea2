import type { Stage } from './harness/stage.js';

/** What the demo tells and leaves. */
export interface Demo {
	readonly stage: Stage;
	/** The folder that is shown. */
	readonly folder: string;
	readonly say: (text: string) => void;
}

/** Plays what Longview is for, before the eyes of whoever reads the terminal. */
export async function playDemo({ stage, folder, say }: Demo): Promise<void> {
	const session = await stage.open({ workspace: folder, theme: 'dark', size: { width: 1440, height: 900 }, scale: 2 });
	say('VS Code is open with Longview loaded.');
	say(`Picture: ${await session.screenshot('demo/overview')}`);
	await session.close();
}
