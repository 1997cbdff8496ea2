import { ProgressLocation, window } from 'vscode';

/** Milliseconds a step may take before it is shown. */
const delay = 1_000;

/**
 * Runs a step. One that takes longer than a moment is shown, and the user can stop it.
 * @param run must end soon after its signal is aborted
 * @returns undefined when the user stopped it
 */
export async function stoppable<Result>(
	title: string,
	run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | undefined> {
	const controller = new AbortController();
	const running = run(controller.signal);
	const ended = running.then(
		() => undefined,
		() => undefined,
	);
	const timer = setTimeout(() => {
		void window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (_, token) => {
			token.onCancellationRequested(() => controller.abort());
			return ended;
		});
	}, delay);
	try {
		return await running;
	} catch (error) {
		if (controller.signal.aborted) {
			return undefined;
		}
		throw error;
	} finally {
		clearTimeout(timer);
	}
}
