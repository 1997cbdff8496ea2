import type {
	AnswerView,
	ChatView,
	CitationView,
	ContextView,
	EditCardView,
	EditSegmentView,
	EndpointView,
	TurnView,
} from '../../../src/protocol';

/** A context that fits, with something left out. */
export const readyContext: Extract<ContextView, { state: 'ready' }> = {
	state: 'ready',
	name: 'tidepool',
	files: 213,
	tokens: 198_012,
	capacity: 917_504,
	changedFiles: 3,
	shortened: { skeletons: 0, names: 0 },
	omitted: [
		{
			reason: 'binary',
			count: 12,
			examples: [
				{ path: 'assets/logo.png', detail: '48.2 KB' },
				{ path: 'assets/fonts/inter.woff2', detail: '101 KB' },
			],
		},
		{ reason: 'ignored by git', count: 4_211, examples: [{ path: 'node_modules/', detail: '4,208 files' }] },
		{ reason: 'too large', count: 1, examples: [{ path: 'fixtures/dump.sql', detail: '18.4 MB' }] },
	],
	folders: [
		{ path: 'packages/server', files: 96, tokens: 102_400 },
		{ path: 'packages/web', files: 81, tokens: 71_020 },
	],
	notes: [],
};

const service: EndpointView = {
	host: 'api.deepseek.com',
	model: 'deepseek-flash',
	kind: 'service',
	hasKey: true,
	thinking: 'high',
};

/** A chat without questions, ready to be asked. */
export const emptyChat: ChatView = {
	chatId: 'chat-1',
	title: 'How sessions expire',
	turns: [],
	context: readyContext,
	endpoint: service,
	estimate: {
		promptTokens: 198_240,
		cachedTokens: 192_512,
		cost: 0.00062,
		currency: 'USD',
		room: { left: 65_536, wanted: 65_536 },
	},
	busy: false,
	trusted: true,
};

/** A finished answer, to be changed by each sample. */
export const doneAnswer: AnswerView = {
	status: 'done',
	reasoning: '',
	content: '',
	citations: [],
	receipt: {
		promptTokens: 198_012,
		cachedTokens: 192_512,
		completionTokens: 1_204,
		reasoningTokens: 640,
		cost: 0.00121,
		promptCost: 0.00058,
		currency: 'USD',
		seconds: 8.2,
		ownCount: false,
		model: 'deepseek-flash',
		estimated: { promptTokens: 198_012, cachedTokens: 192_470, cost: 0.00058 },
	},
};

/** A citation of `text`, which must stand in `content`. */
export function cite(
	content: string,
	text: string,
	status: CitationView['status'],
	reason = 'The line reads as quoted.',
): CitationView {
	const start = content.indexOf(text);
	const [path = '', lines = '1'] = text.split(':');
	const [line, endLine] = lines.split('-').map(Number);
	return {
		start,
		end: start + text.length,
		path,
		line: line ?? 1,
		...(endLine === undefined ? {} : { endLine }),
		status,
		reason,
	};
}

const answerText = `Sessions expire in **two places**, and only one of them is tested.

1. The middleware checks the cookie's age in \`packages/server/src/session/middleware.ts:42\`, through \`isExpired()\`, and answers 401.
2. The sweeper removes old rows every ten minutes, \`packages/server/src/jobs/sweep.ts:18-31\`. It was renamed lately, and \`packages/server/src/jobs/index.ts:9\` still schedules it under its old name.

### Why it bites

> A session that is renewed at the very end of its life can be swept between the check and the write.

\`\`\`ts src/session/middleware.ts
export async function renew(session: Session, now = Date.now()): Promise<Session> {
	// The sweeper may run between these two lines.
	if (isExpired(session, now)) {
		throw new HttpError(401, \`expired \${now - session.renewedAt} ms ago\`);
	}
	return await store.update({ ...session, renewedAt: now, uses: session.uses + 1 });
}
\`\`\`

| Place | Checks | Tested | Lines |
|---|---|:-:|--:|
| Middleware | cookie age | yes | 120 |
| Sweeper | row age | no | 64 |
| Admin page, see \`packages/web/src/admin/sessions.tsx:77\` | nothing | no | 212 |

- [x] The middleware has a test
- [ ] The sweeper needs one
  - with a fake clock
    - and a row on the boundary
- [ ] Compare with [the cookie specification](https://www.rfc-editor.org/rfc/rfc6265) and [the store](packages/server/src/store.ts#L10)
`;

const citations = [
	cite(answerText, 'packages/server/src/session/middleware.ts:42', 'verified'),
	cite(answerText, 'packages/server/src/jobs/sweep.ts:18-31', 'moved', 'The lines stood at 16 when they were sent.'),
	cite(answerText, 'packages/server/src/jobs/index.ts:9', 'unverified', 'Line 9 does not mention the sweeper.'),
	cite(answerText, 'packages/web/src/admin/sessions.tsx:77', 'verified'),
];

/** A turn with an answer that shows most of what Markdown can. */
export const answeredTurn: TurnView = {
	id: 'turn-1',
	question: 'Where do sessions expire?\nIs there a race between the check and the sweeper?',
	answer: {
		...doneAnswer,
		reasoning:
			'The user asks about expiry. Look at the middleware first.\n\nThe sweeper deletes rows by age; the check is made earlier.',
		reasoningSeconds: 12.4,
		content: answerText,
		citations,
	},
};

const editText = `I renamed the option and its callers.

packages/server/src/session/options.ts
\`\`\`
<<<<<<< SEARCH
	maxAge: number;
=======
	maxAgeSeconds: number;
>>>>>>> REPLACE
\`\`\`

The tests follow.

packages/server/test/session.test.ts
\`\`\`
<<<<<<< SEARCH
	maxAge: 60,
=======
	maxAgeSeconds: 60,
>>>>>>> REPLACE
\`\`\`

packages/web/src/legacy.ts
\`\`\`
<<<<<<< SEARCH
	old
=======
	new
>>>>>>> REPLACE
\`\`\`
`;

function segment(path: string, status: EditSegmentView['status'], message: string): EditSegmentView {
	const start = editText.indexOf(path);
	return {
		start,
		end: editText.indexOf('REPLACE\n```\n', start) + 12,
		path,
		kind: 'replace',
		status,
		message,
		removed: ['\tmaxAge: number;', '\tname: string;'],
		added: ['\tmaxAgeSeconds: number;', '\t/** Shown to the user. */', '\tname: string;'],
	};
}

/** Edits in the state before anything is written. */
export const proposedEdits: EditCardView = {
	state: 'proposed',
	files: [
		{ path: 'packages/server/src/session/options.ts', change: 'modified', added: 3, removed: 2 },
		{ path: 'packages/server/test/session.test.ts', change: 'modified', added: 12, removed: 12 },
		{ path: 'packages/server/src/session/age.ts', change: 'created', added: 24, removed: 0 },
		{ path: 'docs/max-age.md', renamedTo: 'docs/max-age-seconds.md', change: 'renamed', added: 4, removed: 4 },
		{ path: 'packages/server/src/old.ts', change: 'deleted', added: 0, removed: 31 },
		{
			path: '.github/workflows/test.yml',
			change: 'modified',
			added: 1,
			removed: 1,
			confirm: 'It changes what runs in continuous integration. You are asked again before it is written.',
		},
	],
	segments: [
		segment('packages/server/src/session/options.ts', 'planned', ''),
		segment('packages/server/test/session.test.ts', 'planned', 'Found after one uniform change of indentation.'),
		segment('packages/web/src/legacy.ts', 'not-found', 'The text to replace is not in the file.'),
	],
	problems: [
		{
			message: 'packages/web/src/legacy.ts: The text stands in 3 places (lines 12, 40, 71).',
			tone: 'warning',
			choose: { edit: 2, places: 3 },
		},
		{
			message: 'packages/web/src/login.ts: The block changes the same lines as a change made since (lines 8 to 10).',
			tone: 'warning',
			choose: { edit: 3, places: 1 },
		},
		{ message: 'packages/web/src/form.ts: Line 20 already holds the new text.', tone: 'info' },
	],
	askAgain: 2,
	canUndo: false,
};

/** A turn that proposes edits. */
export function editTurn(edits: EditCardView): TurnView {
	return {
		id: 'turn-edit',
		question: 'Rename maxAge to maxAgeSeconds everywhere.',
		answer: { ...doneAnswer, content: editText, edits },
	};
}

function withAnswer(answer: Partial<AnswerView>): ChatView {
	const unfinished = { ...doneAnswer };
	delete unfinished.receipt;
	const turn: TurnView = { id: 'turn-2', question: 'And who renews them?', answer: { ...unfinished, ...answer } };
	return { ...emptyChat, turns: [turn], busy: false };
}

const reviewed = (pendingHunks: number): EditCardView['files'] =>
	proposedEdits.files.map((file, index) => ({ ...file, pendingHunks: index < 3 ? pendingHunks : 0, hunks: 5 }));

const partial = answerText.slice(0, answerText.indexOf('### Why'));

/** Every state of the page, by name. */
export const samples: Readonly<Record<string, ChatView>> = {
	start: emptyChat,
	'start-no-folder': { ...emptyChat, context: { state: 'none' } },
	'start-packing': {
		...emptyChat,
		context: { state: 'packing', message: 'Reading 213 files of tidepool… 64 %' },
	},
	'start-stopped': {
		...emptyChat,
		context: { state: 'stopped', message: 'Counting was stopped. A question counts what it sends all the same.' },
	},
	'start-old': { ...emptyChat, context: { ...readyContext, isOld: true } },
	'start-failed': {
		...emptyChat,
		context: { state: 'failed', message: 'The workspace could not be read: permission denied for packages/secret.' },
	},
	'start-too-large': {
		...emptyChat,
		context: {
			...readyContext,
			tokens: 1_204_331,
			notes: ['git was not found: files are ordered by name.'],
		},
	},
	'start-shortened': {
		...emptyChat,
		context: { ...readyContext, tokens: 889_412, shortened: { skeletons: 41, names: 7 } },
	},
	'start-no-key': { ...emptyChat, endpoint: { ...service, hasKey: false } },
	'start-simulator': {
		...emptyChat,
		endpoint: { ...service, host: '127.0.0.1:8123', model: 'deepseek-flash', kind: 'simulator' },
	},
	consent: {
		...emptyChat,
		consent: { host: 'api.deepseek.com', name: 'tidepool', files: 213, tokens: 198_012 },
	},
	unchecked: {
		...emptyChat,
		endpoint: { ...service, unchecked: true },
		consent: { host: 'api.deepseek.com', name: 'tidepool', files: 213, tokens: 198_012, unchecked: true },
	},
	limit: {
		...emptyChat,
		consent: {
			...{ host: 'api.deepseek.com', name: 'tidepool', files: 213, tokens: 198_012 },
			limit: {
				...{ amount: 5, spent: 4.99, estimate: 0.0301, currency: 'USD' },
				answer: { tokens: 2_410, cost: 0.0014, from: 'past' },
			},
		},
	},
	answer: { ...emptyChat, turns: [answeredTurn] },
	waiting: { ...withAnswer({ status: 'waiting' }), busy: true },
	queued: { ...withAnswer({ status: 'queued' }), busy: true },
	reasoning: {
		...withAnswer({ status: 'reasoning', reasoning: 'First the middleware.\nThen who calls renew() and when' }),
		busy: true,
	},
	writing: {
		...withAnswer({ status: 'writing', reasoning: 'x', reasoningSeconds: 3.1, content: partial + '| Place | Ch' }),
		busy: true,
	},
	stopped: withAnswer({
		status: 'stopped',
		content: partial,
		receipt: { ...doneAnswer.receipt!, ownCount: true, completionTokens: 412, cost: 0.00083, seconds: 3.4 },
	}),
	failed: withAnswer({
		status: 'failed',
		content: '',
		failure: {
			message: 'The endpoint refused the key. Set another one, or check that it belongs to api.deepseek.com.',
			detail: '401 {"error":{"message":"Authentication Fails (auth header format should be Bearer sk-...)"}}',
			actions: ['setApiKey', 'retry', 'showLog'],
		},
	}),
	// At peak hours, near the end of the window.
	'cut-off': {
		...withAnswer({
			status: 'done',
			content: partial,
			notice: {
				message:
					'The answer was cut at its length limit of 65,536 tokens. What came is kept; the model can go on from here.',
				actions: ['continue'],
			},
			receipt: {
				...doneAnswer.receipt!,
				...{ cachedTokens: 0, cost: 0.0691, promptCost: 0.0297, completionTokens: 65_536 },
				miss: '191,744 of 191,744 tokens that could have been cached were read anew, for $0.028 more: they were last read 47 min before, and endpoints drop what is not used.',
			},
		}),
		estimate: {
			...{ promptTokens: 1_037_310, cachedTokens: 1_020_416, cost: 0.0112, currency: 'USD' },
			offPeak: { cost: 0.0056, from: Date.UTC(2026, 10, 25, 10) },
			room: { left: 9_218, wanted: 65_536 },
		},
	},
	'counted-otherwise': withAnswer({
		status: 'done',
		content: partial,
		remark:
			'The endpoint counts 284,310 tokens where Longview counts 251,600, and takes 262,144, answer included. The pack was made smaller, so that the prompt has 171,220 tokens instead of 251,600, and it was asked once more. The refused request cost nothing.',
		receipt: {
			...doneAnswer.receipt!,
			...{ promptTokens: 193_479, cost: 0.0291, charged: true, currency: 'USD' },
			drift:
				'The endpoint counted 193,479 tokens where Longview counted 171,220, 13 % more. Estimates and packs allow for it from now on.',
		},
	}),
	'no-answer': withAnswer({
		status: 'done',
		reasoning: 'First the middleware.',
		reasoningSeconds: 331,
		notice: {
			message:
				'The model used all the room of its answer for thinking, and wrote nothing. More room keeps the cached prompt; less thinking has it read anew.',
			actions: ['retryWithMoreRoom', 'retryWithLessThinking'],
		},
		receipt: doneAnswer.receipt!,
	}),
	retrying: {
		...withAnswer({
			status: 'waiting',
			progress: 'api.deepseek.com is overloaded. Wait a little, then try again. Trying again in 4 s (2 of 5).',
		}),
		busy: true,
	},
	'edits-writing': {
		...emptyChat,
		busy: true,
		turns: [
			{
				...editTurn({
					...proposedEdits,
					state: 'writing',
					files: proposedEdits.files.slice(0, 1),
					problems: [],
					segments: [
						proposedEdits.segments[0]!,
						{ ...proposedEdits.segments[1]!, status: 'writing', removed: [], added: [] },
					],
				}),
			},
		],
	},
	'edits-proposed': { ...emptyChat, turns: [editTurn(proposedEdits)] },
	'edits-asked-again': {
		...emptyChat,
		turns: [
			editTurn({ ...proposedEdits, state: 'continued', files: [], problems: [], askAgain: 0 }),
			{
				...editTurn({ ...proposedEdits, problems: [], askAgain: 0 }),
				id: 'turn-again',
				question: `These edits of your last answer could not be applied. Give just these again.\n${'line\n'.repeat(20)}`,
			},
		],
	},
	'edits-review': {
		...emptyChat,
		turns: [
			editTurn({ ...proposedEdits, state: 'review', files: reviewed(2), problems: [], askAgain: 0, canUndo: true }),
		],
	},
	'edits-checked': {
		...emptyChat,
		turns: [
			editTurn({
				...proposedEdits,
				state: 'review',
				files: reviewed(2),
				problems: [],
				askAgain: 0,
				canUndo: true,
				after: { newProblems: 3, canRun: true, run: { label: 'npm: test', state: 'failed' } },
			}),
		],
	},
	'edits-done': {
		...emptyChat,
		turns: [editTurn({ ...proposedEdits, state: 'done', problems: [], askAgain: 0, canUndo: true })],
	},
	'edits-left': {
		...emptyChat,
		turns: [
			editTurn({
				...proposedEdits,
				state: 'review',
				files: proposedEdits.files.slice(0, 3).map((file) => ({ ...file, pendingHunks: 2, hunks: 5 })),
				left: proposedEdits.files.slice(5),
				problems: [],
				askAgain: 0,
				canUndo: true,
			}),
		],
	},
	'edits-applying': {
		...emptyChat,
		turns: [editTurn({ ...proposedEdits, problems: [], askAgain: 0, working: 'apply' })],
	},
	'edits-undone': { ...emptyChat, turns: [editTurn({ ...proposedEdits, state: 'undone', problems: [], askAgain: 0 })] },
	'edits-untrusted': {
		...emptyChat,
		trusted: false,
		turns: [editTurn({ ...proposedEdits, problems: [], askAgain: 0 })],
	},
	explanation: {
		...emptyChat,
		turns: [
			{
				id: 'turn-x',
				question: 'Explain my staged changes',
				attachment: { title: 'Staged changes', files: 4, added: 120, removed: 36 },
				answer: {
					...doneAnswer,
					content: partial,
					citations: citations.slice(0, 3),
					explanation: { title: 'Staged changes', threads: 12, files: 4 },
				},
			},
		],
	},
};
