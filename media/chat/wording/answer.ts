import { type AnswerView, type CitationView, type FailureAction, formatSeconds } from '../../../src/protocol';

/** What an unfinished answer is doing, or undefined when there is nothing to say. */
export function statusLine(status: AnswerView['status']): string | undefined {
	switch (status) {
		case 'preparing':
			return 'Preparing the context…';
		case 'waiting':
			return 'Sent. Waiting for the first word…';
		case 'queued':
			return 'The endpoint is busy: waiting in its queue…';
		case 'reasoning':
			return 'Thinking…';
		case 'writing':
			return 'Writing…';
		case 'stopped':
		case 'interrupted':
		case 'done':
		case 'failed':
			return undefined;
	}
}

/** How an answer ended before its time. */
export function endLine({ status, reasoning, content }: AnswerView): string {
	const how = status === 'stopped' ? 'Stopped' : 'Interrupted';
	return reasoning + content === '' ? `${how} before anything had arrived.` : `${how}. What had arrived is kept.`;
}

/** The summary of an answer's reasoning. */
export function reasoningTitle(answer: AnswerView): string {
	if (answer.status === 'reasoning') {
		return 'Thinking…';
	}
	return answer.reasoningSeconds === undefined ? 'Thought' : `Thought for ${formatSeconds(answer.reasoningSeconds)}`;
}

/** The last line of the reasoning so far that holds any words. */
export function lastLine(text: string): string {
	const end = text.trimEnd();
	return end
		.slice(end.lastIndexOf('\n') + 1)
		.slice(-200)
		.trim();
}

/** The lines of a citation as it is written: `:10` or `:10-14`. */
export function citationLines(citation: CitationView): string {
	const { line, endLine } = citation;
	return endLine === undefined || endLine === line ? `:${line}` : `:${line}-${endLine}`;
}

/** A path in the pieces it may be shortened between: its folders, the stem of its name, and the end of the name. */
export function pathPieces(path: string): readonly [folder: string, stem: string, end: string] {
	const slash = path.lastIndexOf('/') + 1;
	const name = path.slice(slash);
	// The extension, with the last letters before it: `total.test.ts` and `total.ts` differ in them.
	const dot = name.lastIndexOf('.');
	let end = Math.max((dot <= 0 ? name.length : dot) - 4, 0);
	if (/^[\uDC00-\uDFFF]/.test(name.slice(end))) {
		end--;
	}
	return [path.slice(0, slash), name.slice(0, end), name.slice(end)];
}

/** The label of each remedy that a failure or a notice may offer. */
export const failureLabels: Readonly<Record<FailureAction, string>> = {
	retry: 'Try Again',
	retryWithMoreRoom: 'Try Again with More Room',
	retryWithLessThinking: 'Try Again with Less Thinking…',
	continue: 'Continue',
	newChat: 'New Chat',
	setApiKey: 'Set API Key',
	openSettings: 'Open Settings',
	openNetworkSettings: 'Open Network Settings',
	openAccountPage: 'Top Up…',
	chooseModel: 'Choose Model',
	excludeFolders: 'Exclude Folders…',
	showLog: 'Show Log',
};
