import { errorMessage } from '../../../src/core/common/errors.js';
import type { Session, SessionOptions } from './session.js';
import { openStage, type ServerNeeds, type Stage } from './stage.js';

let stage: Promise<Stage> | undefined;

/** The stage that all tests of this run share, opened when the first test needs it. */
export function sharedStage(): Promise<Stage> {
	stage ??= openStage();
	return stage;
}

/** What a failed test leaves for whoever looks into it: a picture of the window, and what its page had to say. */
async function tellAbout(session: Session, test: string): Promise<void> {
	const picture = await session.screenshot(`failures/${test}`);
	console.log(`      picture: ${picture}`);
	console.log(session.messages.slice(-15).join('\n').replace(/^/gm, '        '));
}

function assertNoProblems(session: Session): void {
	const problems = session.problems.splice(0);
	if (problems.length > 0) {
		throw new Error(`The page reported errors:\n${problems.join('\n')}`);
	}
}

/**
 * Gives the tests of the surrounding `describe` a VS Code window and a workspace.
 * After a failure the window's picture is in `test-results/`. A test also fails when the page reported an error of ours.
 * @param options `shared`: all tests have the same window, which opens only once. Each begins without editors, in a new
 *   chat and with the files as they were; that the workspace may be sent is agreed to once.
 */
export function useSession(options: SessionOptions & ServerNeeds & { readonly shared?: boolean } = {}): () => Session {
	const { shared = false, ...needs } = options;
	let session: Session | undefined;

	const close = async (): Promise<void> => {
		const current = session;
		session = undefined;
		await current?.close();
	};

	beforeEach('open VS Code', async function () {
		this.timeout(180_000);
		if (session === undefined) {
			session = await (await sharedStage()).open(needs);
			return;
		}
		try {
			await session.startAnew();
		} catch (error) {
			// The test is not to begin in a window that is in the way.
			console.log(`      A new window is opened: ${errorMessage(error)}`);
			await tellAbout(session, this.currentTest?.fullTitle() ?? '');
			await close();
			session = await (await sharedStage()).open(needs);
		}
	});

	afterEach('close VS Code', async function () {
		this.timeout(60_000);
		const current = session;
		if (current === undefined) {
			return;
		}
		// A test that is tried again has no state yet.
		const failed = this.currentTest?.state !== 'passed';
		if (failed) {
			await tellAbout(current, this.currentTest?.fullTitle() ?? '');
		}
		if (failed || !shared) {
			await close();
		}
		if (!failed) {
			assertNoProblems(current);
		}
	});

	after('close the shared VS Code', close);

	return () => {
		if (session === undefined) {
			throw new Error('A session is there only while a test runs.');
		}
		return session;
	};
}
