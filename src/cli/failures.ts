import { errorMessage, LongviewError } from '../core/common/errors';
import { UsageError } from './options';
import type { Terminal } from './terminal';

/**
 * Runs a command and tells its failure. Each bundle does so for its own commands: it knows its own errors only.
 * @param command resolves to the exit code
 * @returns the exit code
 */
export async function tellFailure(
	command: () => Promise<number>,
	terminal: Terminal,
	signal: AbortSignal,
): Promise<number> {
	try {
		return await command();
	} catch (error) {
		if (error instanceof UsageError) {
			terminal.fact(`longview: ${error.message} See "longview --help".`);
			return 2;
		}
		if (signal.aborted) {
			terminal.fact('longview: Stopped.');
			return 1;
		}
		const message = errorMessage(error);
		terminal.fact(
			`longview: ${error instanceof LongviewError ? message : `Something unexpected went wrong: ${message}`}`,
		);
		return 1;
	}
}
