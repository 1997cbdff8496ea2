import type { Session, SessionOptions } from './session.js';
import { openStage, type ServerNeeds, type Stage } from './stage.js';

let stage: Promise<Stage> | undefined;

/** The stage that all tests of this run share, opened when the first test needs it. */
export function sharedStage(): Promise<Stage> {
	stage ??= openStage();
	return stage;
}

/**
 * Gives each test of the surrounding `describe` a VS Code window and a workspace of its own.
 * After a failure the window's picture is in `test-results/`. A test also fails when the page reported an error of ours.
 */
export function useSession(options: SessionOptions & ServerNeeds = {}): () => Session {
	let session: Session | undefined;

	beforeEach('open VS Code', async function () {
		this.timeout(90_000);
		session = await (await sharedStage()).open(options);
	});

	afterEach('close VS Code', async function () {
		this.timeout(30_000);
		const current = session;
		session = undefined;
		if (current === undefined) {
			return;
		}
		if (this.currentTest?.state === 'failed') {
			const picture = await current.screenshot(`failures/${this.currentTest.fullTitle()}`);
			console.log(`      picture: ${picture}`);
			console.log(current.messages.slice(-15).join('\n').replace(/^/gm, '        '));
		}
		await current.close();
		if (current.problems.length > 0 && this.currentTest?.state !== 'failed') {
			throw new Error(`The page reported errors:\n${current.problems.join('\n')}`);
		}
	});

	return () => {
		if (session === undefined) {
			throw new Error('A session is there only while a test runs.');
		}
		return session;
	};
}
