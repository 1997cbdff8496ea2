import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ChatView, FromPage, ToPage } from '../../../src/protocol';
import { eventually } from '../../support/eventually';
import { faintTexts } from './contrast';
import { answeredTurn, cite, doneAnswer, editTurn, emptyChat, proposedEdits, samples } from './samples';
import { usePage } from './stage';
import { type ThemeName, themes } from './themes';

describe('the chat page', function () {
	this.timeout(60_000);
	const stage = usePage('chat', 'page', { width: 420, height: 800 });
	let page: Page;
	beforeEach(() => {
		page = stage.page;
	});

	const post = (...messages: readonly ToPage[]): Promise<void> => stage.post(...messages);
	const settle = (): Promise<void> => stage.settle();
	const show = (chat: ChatView): Promise<void> => post({ type: 'chat', chat });
	/** Drafts come when nothing was typed for a while, in between anything. */
	const isDraft = ({ type }: FromPage): boolean => type === 'draft';
	const everySent = (): Promise<FromPage[]> => stage.sent();
	const sent = async (): Promise<FromPage[]> => (await everySent()).filter((message) => !isDraft(message));
	const told = (message: FromPage): Promise<void> => stage.told(message, ['draft']);
	const byId = (id: string) => stage.byId(id);
	const answer = (content: string, more: Partial<typeof doneAnswer> = {}): ChatView => ({
		...emptyChat,
		turns: [{ id: 'turn-1', question: 'Why?', answer: { ...doneAnswer, content, ...more } }],
	});

	it('says that it is ready', async () => {
		assert.deepEqual(await sent(), [{ type: 'ready' }]);
	});

	describe('the composer', () => {
		it('tells what stands in it once nobody types, for the estimate', async () => {
			await show(emptyChat);
			await byId('composer').focus();
			await page.keyboard.type('Where is main?');
			const drafted = (text: string) => async () => {
				const last = (await everySent()).findLast(isDraft);
				return last?.type === 'draft' && last.text === text;
			};
			await eventually('the draft', drafted('Where is main?'));
			await page.keyboard.press('Enter');
			await eventually('an empty draft', drafted(''));
			assert.ok((await everySent()).filter(isDraft).length < 'Where is main?'.length);
		});

		it('sends with Enter, breaks the line with Shift+Enter, and empties itself', async () => {
			await show(emptyChat);
			await byId('composer').focus();
			await page.keyboard.type('Where is');
			await page.keyboard.press('Shift+Enter');
			await page.keyboard.type('main?');
			await page.keyboard.press('Enter');
			await told({ type: 'ask', text: 'Where is\nmain?' });
			await settle();
			assert.equal(await byId('composer').inputValue(), '');
		});

		it('sends with a click and not when empty', async () => {
			await show(emptyChat);
			// The button stays focusable, so that its reason can be read; a click must do nothing.
			await byId('send').click({ force: true });
			assert.equal((await sent()).length, 1);
			await byId('composer').fill('Where?');
			await byId('send').click();
			await told({ type: 'ask', text: 'Where?' });
		});

		it('sends what was typed in the same frame, once', async () => {
			await show(emptyChat);
			await page.evaluate(`(() => {
				const input = document.querySelector('textarea');
				input.value = 'Quick?';
				input.dispatchEvent(new InputEvent('input', { bubbles: true }));
				for (let press = 0; press < 2; press++) {
					input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
				}
			})()`);
			assert.deepEqual((await sent()).slice(1), [{ type: 'ask', text: 'Quick?' }]);
		});

		it('leaves Enter and Escape to an input method', async () => {
			await show({ ...emptyChat, busy: true });
			await byId('composer').fill('にほん');
			const press = (key: string, init: string): Promise<unknown> =>
				page.evaluate(
					`document.querySelector('textarea').dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', bubbles: true, ${init} }))`,
				);
			await press('Escape', 'isComposing: true');
			await press('Escape', 'keyCode: 229');
			await show(emptyChat);
			await press('Enter', 'isComposing: true');
			await press('Enter', 'keyCode: 229');
			assert.equal((await sent()).length, 1);
			await page.keyboard.press('Enter');
			await told({ type: 'ask', text: 'にほん' });
		});

		it('stops with the button and with Escape', async () => {
			await show({ ...emptyChat, busy: true });
			assert.equal(await byId('send').count(), 0);
			await byId('stop').click();
			await told({ type: 'stop' });
			await page.keyboard.press('Escape');
			assert.deepEqual(
				(await sent()).map(({ type }) => type),
				['ready', 'stop', 'stop'],
			);
		});

		it('recalls the last question with the up arrow', async () => {
			await show(samples['answer']!);
			await byId('composer').focus();
			await page.keyboard.press('ArrowUp');
			await settle();
			assert.equal(await byId('composer').inputValue(), answeredTurn.question);
		});

		it('explains why nothing can be sent', async () => {
			await show(samples['start-too-large']!);
			await byId('composer').fill('Why?');
			await byId('composer').press('Enter');
			await settle();
			assert.equal((await sent()).length, 1);
			assert.match(await byId('obstacle').innerText(), /exceeds the context by 287k tokens/);
			assert.match(await byId('announcer').innerText(), /exceeds/);
		});

		it('says what a question costs now and later, and warns when little is left for its answer', async () => {
			await show(samples['cut-off']!);
			assert.match(
				await byId('estimate').locator('[aria-hidden]').innerText(),
				/98.% cached · \$0\.011.now, \$0\.0056.from/,
			);
			assert.match(await byId('room-warning').innerText(), /^Only 9\.2k tokens are left/);
			const { room, ...estimate } = samples['cut-off']!.estimate!;
			await post({ type: 'estimate', estimate: { ...estimate, room: { ...room, left: room.wanted } } });
			assert.equal(await byId('room-warning').count(), 0);
		});

		it('keeps the draft across a reload', async () => {
			await show(emptyChat);
			await byId('composer').fill('half a thou');
			await page.reload();
			await show(emptyChat);
			assert.equal(await byId('composer').inputValue(), 'half a thou');
		});

		it('takes text from the extension after what was typed', async () => {
			await show(emptyChat);
			await byId('composer').fill('look at');
			await post({ type: 'compose', text: 'src/a.ts:10' });
			assert.equal(await byId('composer').inputValue(), 'look at\n\nsrc/a.ts:10');
		});

		it('grows with its text to a part of the height', async () => {
			await show(emptyChat);
			await byId('composer').fill('line\n'.repeat(80));
			const box = await byId('composer').boundingBox();
			assert.ok(box !== null && box.height > 300 && box.height <= 321, String(box?.height));
		});
	});

	describe('the start', () => {
		it('fills the composer with a suggestion and selects what to replace', async () => {
			await show(emptyChat);
			await page.getByRole('button', { name: /Rename oldName/ }).click();
			await settle();
			await page.keyboard.type('maxAge');
			assert.match(await byId('composer').inputValue(), /^Rename maxAge to newName/);
		});

		it('offers what each state needs', async () => {
			await show(samples['start-no-folder']!);
			await page.getByRole('button', { name: 'Open Folder' }).click();
			await told({ type: 'command', command: 'openFolder' });
			await show(samples['start-no-key']!);
			await page.getByRole('button', { name: 'Set API Key' }).click();
			await told({ type: 'command', command: 'setApiKey' });
			await show(samples['start-too-large']!);
			await page.getByRole('button', { name: 'Exclude Folders…' }).click();
			await told({ type: 'command', command: 'excludeFolders' });
			await show(samples['start-simulator']!);
			assert.match(await byId('simulator').innerText(), /stand-in without a language model/);
		});

		it('tells what was left out', async () => {
			await show(emptyChat);
			await byId('omitted').locator('summary').click();
			assert.match(await byId('omitted').innerText(), /left out \(4,224\)[\s\S]*assets\/logo\.png/);
		});
	});

	describe('the focus that is given to the page', () => {
		const giveFocus = () =>
			page.evaluate(`document.activeElement.blur(), window.dispatchEvent(new FocusEvent('focus'))`);
		const focused = () => page.evaluate<string>('document.activeElement.dataset.testid');

		it('goes to the composer, from its beginning on', async () => {
			await show(emptyChat);
			await eventually('the composer to have the focus', async () => (await focused()) === 'composer');
			await giveFocus();
			assert.equal(await focused(), 'composer');
		});

		it('stays where somebody is, and with the text that is selected', async () => {
			await show(samples['answer']!);
			await byId('citation').first().focus();
			await page.evaluate(`window.dispatchEvent(new FocusEvent('focus'))`);
			assert.equal(await focused(), 'citation');
			await page.evaluate(
				`document.activeElement.blur(), getSelection().selectAllChildren(document.querySelector('.markdown'))`,
			);
			await page.evaluate(`window.dispatchEvent(new FocusEvent('focus'))`);
			assert.match(await page.evaluate<string>('String(getSelection())'), /\w/);
		});

		it('goes to the question of consent', async () => {
			await show(samples['consent']!);
			await giveFocus();
			assert.equal(await focused(), 'consent');
		});
	});

	describe('consent', () => {
		it('takes the focus, does not agree by Enter, and gives the focus back', async () => {
			await show(emptyChat);
			await byId('composer').focus();
			await show(samples['consent']!);
			assert.equal(await page.evaluate('document.activeElement.dataset.testid'), 'consent');
			await page.keyboard.press('Enter');
			assert.equal((await sent()).length, 1);
			await page.keyboard.press('Escape');
			await told({ type: 'consent', accepted: false });
			await settle();
			assert.equal(await byId('consent').count(), 0);
			assert.equal(await page.evaluate('document.activeElement.dataset.testid'), 'composer');
		});

		it('agrees by its button', async () => {
			await show(samples['consent']!);
			await page.keyboard.press('Tab');
			await page.keyboard.press('Enter');
			await told({ type: 'consent', accepted: true });
		});

		it('warns where nobody checks who answers, and leads to the settings', async () => {
			await show(samples['unchecked']!);
			assert.match(await byId('consent').innerText(), /api\.deepseek\.com is not checked[^]*your files and your key/);
			await byId('chip-openNetworkSettings').click();
			await told({ type: 'command', command: 'openNetworkSettings' });
		});

		it('asks before the monthly limit is passed, with the figures', async () => {
			await show(samples['limit']!);
			assert.equal(await page.evaluate('document.activeElement.dataset.testid'), 'consent');
			assert.match(
				await byId('consent').innerText(),
				/limit of \$5\.00\?[^]*cost \$4\.99 so far[^]*cost \$0\.030 more/,
			);
			await byId('consent-limit').click();
			await told({ type: 'command', command: 'setMonthlyLimit' });
			await page.getByRole('button', { name: 'Send Anyway' }).click();
			await told({ type: 'consent', accepted: true });
		});
	});

	describe('answers', () => {
		/** Pixels between what is in view and the end. */
		const distance = () =>
			page.evaluate<number>(
				`(() => { const e = document.querySelector('.scroller'); return e.scrollHeight - e.scrollTop - e.clientHeight; })()`,
			);

		it('shows citations in place of their code spans, and opens them', async () => {
			await show(samples['answer']!);
			const citations = byId('citation');
			assert.equal(await citations.count(), 4);
			assert.deepEqual(
				await citations.evaluateAll((all) =>
					all.map((each) => (each as unknown as { dataset: Record<string, string> }).dataset['status']),
				),
				['verified', 'moved', 'unverified', 'verified'],
			);
			await citations.nth(1).click();
			await told({ type: 'openCitation', turnId: 'turn-1', index: 1 });
			assert.match((await citations.nth(2).getAttribute('title')) ?? '', /does not mention/);
			assert.equal(await page.locator('.markdown p code', { hasText: 'middleware.ts:42' }).count(), 0);
		});

		it('streams: appended text shows, settled blocks stay the same elements', async () => {
			const [turn] = samples['writing']!.turns;
			await show({ ...samples['writing']!, turns: [{ ...turn!, answer: { ...turn!.answer, content: 'One.\n\n' } }] });
			await post({ type: 'delta', turnId: 'turn-2', reasoning: '', content: 'Two.\n\nThr' });
			await page.evaluate(`window.first = document.querySelector('.markdown p')`);
			for (const word of ['ee', ' *four*', ' five.\n\n', '```js\nlet a = 1', ';\n```\n', '\nSix']) {
				await post({ type: 'delta', turnId: 'turn-2', reasoning: '', content: word });
			}
			assert.deepEqual(await page.locator('.markdown p').allInnerTexts(), ['One.', 'Two.', 'Three four five.', 'Six']);
			assert.equal(await page.evaluate(`document.querySelector('.markdown p') === window.first`), true);
			assert.equal(await page.locator('.hljs-keyword').innerText(), 'let');
		});

		it('touches only the end of an answer that is very long', async () => {
			const paragraph = 'A sentence about the code, with `names` and **weight**, that goes on. '.repeat(4) + '\n\n';
			const [turn] = samples['writing']!.turns;
			const content = paragraph.repeat(5_500);
			await show({ ...samples['writing']!, turns: [{ ...turn!, answer: { ...turn!.answer, content } }] });
			const { parts, elsewhere } = await page.evaluate<{ parts: number; elsewhere: number }>(`new Promise((done) => {
				const paragraphs = document.querySelectorAll('.markdown p');
				const settled = new Set([...paragraphs].slice(0, -1));
				let elsewhere = 0;
				new MutationObserver((records) => {
					for (const { target } of records) {
						const paragraph = (target.nodeType === 1 ? target : target.parentElement).closest('.markdown p');
						elsewhere += settled.has(paragraph) ? 1 : 0;
					}
				}).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
				let count = 0;
				const step = () => {
					const content = ' more and more words' + (count % 20 === 0 ? '\\n\\n' : '');
					window.postMessage({ type: 'delta', turnId: 'turn-2', reasoning: '', content }, '*');
					count++ < 60 ? requestAnimationFrame(step) : setTimeout(() => done({ parts: paragraphs.length, elsewhere }));
				};
				step();
			})`);
			assert.ok(parts > 1_000, `${parts} paragraphs`);
			assert.equal(elsewhere, 0);
			await page.locator('.markdown p').filter({ hasText: 'more and more words' }).first().waitFor();
			// Blocks that come into view are higher than they were taken for, and nobody scrolled back.
			await eventually('the end', async () => (await distance()) < 2);
		});

		it('follows the end only while the reader is there', async () => {
			const [turn] = samples['writing']!.turns;
			const long = { ...turn!, answer: { ...turn!.answer, content: 'word\n\n'.repeat(120) } };
			await show({ ...samples['writing']!, turns: [long] });
			const atEnd = () => eventually('the end', async () => (await distance()) < 2);
			await atEnd();
			assert.equal(await byId('jump').count(), 0);
			await byId('transcript').hover();
			await page.mouse.wheel(0, -900);
			await byId('jump').waitFor();
			// Not `scrollTop`: it changes when the height of something above becomes known, so that the text need not move.
			const seen = await page.evaluateHandle<{ getBoundingClientRect(): { top: number } }>(`(() => {
				const scroller = document.querySelector('.scroller');
				const { top, height } = scroller.getBoundingClientRect();
				return [...scroller.querySelectorAll('p')].find((each) => each.getBoundingClientRect().top > top + height / 2);
			})()`);
			const place = () => seen.evaluate((element) => Math.round(element.getBoundingClientRect().top));
			// The wheel scrolls smoothly: only its end is a place to compare with.
			let before = await place();
			await eventually('the end of the wheel', async () => {
				await settle();
				const last = before;
				before = await place();
				return before === last && (await distance()) >= 900;
			});
			await post({ type: 'delta', turnId: 'turn-2', reasoning: '', content: 'more\n\n'.repeat(20) });
			await settle();
			const moved = Math.abs((await place()) - before);
			assert.ok(moved <= 1, `the text moved by ${moved} pixels`);
			assert.ok((await distance()) >= 900);
			await byId('jump').click();
			await atEnd();
		});

		it('copies code and says so', async () => {
			await show(answer('```js\nlet a = 1;\n```'));
			await byId('copy-code').click();
			await told({ type: 'copy', text: 'let a = 1;' });
			await settle();
			assert.equal(await byId('copy-code').innerText(), 'Copied');
			assert.equal(await byId('announcer').innerText(), 'Copied');
		});

		it('announces the start and the end, not the words between', async () => {
			const [turn] = samples['writing']!.turns;
			await show(emptyChat);
			await post({ type: 'turn', turn: { ...turn!, answer: { ...turn!.answer, status: 'waiting' } }, busy: true });
			assert.match(await byId('announcer').innerText(), /Waiting/);
			await post({ type: 'turn', turn: turn!, busy: true });
			const said = await byId('announcer').innerText();
			await post({ type: 'delta', turnId: 'turn-2', reasoning: '', content: 'words' });
			assert.equal(await byId('announcer').innerText(), said);
			await post({ type: 'turn', turn: { ...turn!, answer: { ...turn!.answer, status: 'done' } }, busy: false });
			assert.equal(await byId('announcer').innerText(), 'Answer complete.');
			assert.equal(await byId('transcript').getAttribute('aria-live'), 'off');
		});

		it('unfolds the reasoning by keyboard', async () => {
			await show(samples['answer']!);
			await byId('reasoning').locator('summary').focus();
			await page.keyboard.press('Enter');
			await page.getByText('Look at the middleware first').waitFor();
		});

		it('shows long reasoning that is still growing, word for word', async () => {
			const lines = Array.from({ length: 3_000 }, (_, index) => `${index}: it may be${index % 7 === 0 ? '\n' : ''}`);
			const reasoning = lines.join('\n');
			const [turn] = samples['writing']!.turns;
			const thinking = { ...turn!.answer, status: 'reasoning' as const, reasoning, content: '' };
			await show({ ...samples['writing']!, turns: [{ ...turn!, answer: thinking }] });
			await byId('reasoning').locator('summary').click();
			await page.locator('.reasoning-text').waitFor();
			await post({ type: 'delta', turnId: 'turn-2', reasoning: ', or not\n\nAfter', content: '' });
			await post({ type: 'delta', turnId: 'turn-2', reasoning: ' all.', content: '' });
			const shown = await page.evaluate<string>(`[...document.querySelectorAll('.reasoning-text > div')]
				.flatMap((part) => (part.matches('.reasoning-group') ? [...part.children] : [part]))
				.map((part) => part.textContent).join('\\n')`);
			assert.equal(shown, `${reasoning}, or not\n\nAfter all.`);
		});

		it('offers what to do about a failure and a stop', async () => {
			await show(samples['failed']!);
			await byId('failure-action-setApiKey').click();
			await told({ type: 'command', command: 'setApiKey' });
			await byId('failure-action-retry').click();
			await told({ type: 'retry', turnId: 'turn-2' });
			await show({ ...samples['stopped']!, chatId: 'other' });
			await byId('continue').click();
			await told({ type: 'continue', turnId: 'turn-2' });
		});

		it('shows what it took beside what was expected, and leads to what was sent', async () => {
			await show(samples['answer']!);
			assert.match(
				(await byId('receipt').innerText()).replaceAll('\u00A0', ' '),
				/198,012 in \(97 % cached\) · 1,204 out · \$0\.0012 · 8\.2 s · deepseek-flash/,
			);
			assert.match(await byId('receipt-estimate').innerText(), /as estimated/);
			await byId('show-sent').click();
			await told({ type: 'showSent', turnId: 'turn-1' });
			assert.equal(await byId('receipt-miss').count(), 0);
		});

		it('says why the cache was missed', async () => {
			await show(samples['cut-off']!);
			assert.match(await byId('receipt-miss').innerText(), /for \$0\.028 more: they were last read 47 min before/);
		});

		it('goes on where an answer was cut, and tries an empty one again in another way', async () => {
			await show(samples['cut-off']!);
			await byId('failure-action-continue').click();
			await told({ type: 'continue', turnId: 'turn-2' });
			await show({ ...samples['no-answer']!, chatId: 'other' });
			await byId('failure-action-retryWithMoreRoom').click();
			await told({ type: 'retry', turnId: 'turn-2', change: 'moreRoom' });
			await byId('failure-action-retryWithLessThinking').click();
			await told({ type: 'retry', turnId: 'turn-2', change: 'lessThinking' });
		});

		it('offers to go on with the latest answer only', async () => {
			const [cut] = samples['cut-off']!.turns;
			await show({ ...emptyChat, turns: [{ ...cut!, id: 'earlier' }, answeredTurn] });
			assert.equal(await byId('notice').count(), 1);
			assert.equal(await byId('failure-action-continue').count(), 0);
			const failed = samples['failed']!.turns.at(-1)!;
			const failure = { ...failed.answer.failure!, actions: ['continue' as const, 'retry' as const] };
			const earlier = { ...failed, id: 'earlier', answer: { ...failed.answer, failure } };
			await show({ ...emptyChat, chatId: 'failed', turns: [earlier, answeredTurn] });
			assert.equal(await byId('failure-action-retry').count(), 1);
			assert.equal(await byId('failure-action-continue').count(), 0);
		});

		it('says while it waits that a request is tried again, and no longer once it has failed', async () => {
			await show(samples['retrying']!);
			assert.match(await byId('status').innerText(), /Trying again in 4 s/);
			await show({ ...samples['failed']!, chatId: 'other' });
			assert.equal(await page.getByText('Trying again').count(), 0);
		});

		it('keeps file name and lines of a long path in a narrow view', async () => {
			const content = 'See `packages/server/src/a-rather-long-folder/sessions/middleware.ts:1042-1057`.';
			const text = 'packages/server/src/a-rather-long-folder/sessions/middleware.ts:1042-1057';
			await page.setViewportSize({ width: 240, height: 600 });
			await show(answer(content, { citations: [cite(content, text, 'verified')] }));
			const cut = await byId('citation')
				.locator('span:not(.icon)')
				.evaluateAll((pieces) =>
					(pieces as unknown as { scrollWidth: number; clientWidth: number; className: string }[]).map(
						({ scrollWidth, clientWidth, className }) => [className, scrollWidth > clientWidth],
					),
				);
			assert.deepEqual(cut, [
				['citation-folder', true],
				['citation-stem', false],
				['citation-end', false],
			]);
			assert.equal(await byId('citation').textContent(), text);
			const box = await byId('citation').boundingBox();
			assert.ok(box !== null && box.x + box.width <= 240, JSON.stringify(box));
		});
	});

	describe('edits', () => {
		it('shows each block as a row that opens, never its raw text', async () => {
			await show(samples['edits-proposed']!);
			assert.equal(await byId('edit-row').count(), 3);
			assert.equal(await page.getByText('SEARCH').count(), 0);
			await byId('edit-row').first().locator('summary').click();
			await byId('edit-row').first().getByText('maxAgeSeconds: number;').waitFor();
		});

		it('hides a block from the moment it is known to be written', async () => {
			await show(samples['edits-writing']!);
			await post({ type: 'delta', turnId: 'turn-edit', reasoning: '', content: '<<<<<<< SEARCH\nmore' });
			assert.equal(await page.getByText('SEARCH').count(), 0);
		});

		it('offers the actions of each state', async () => {
			const buttons = {
				proposed: ['edit-apply', 'edit-open-diff', 'edit-ask-again', 'edit-discard'],
				review: ['edit-accept-all', 'edit-reject-all', 'edit-open-diff', 'edit-undo'],
				done: ['edit-undo'],
				undone: [],
			};
			const actions = {
				'edit-apply': 'apply',
				'edit-open-diff': 'openDiff',
				'edit-ask-again': 'askAgain',
				'edit-discard': 'discard',
				'edit-accept-all': 'acceptAll',
				'edit-reject-all': 'rejectAll',
				'edit-undo': 'undo',
			} as const;
			for (const [state, expected] of Object.entries(buttons)) {
				await show(samples[`edits-${state}`]!);
				assert.equal(await byId('edit-card').locator('.buttons button').count(), expected.length);
				for (const id of expected) {
					await byId(id).click();
					await told({ type: 'edits', turnId: 'turn-edit', action: actions[id as keyof typeof actions] });
				}
			}
		});

		it('offers to choose between the places of an edit, and says what needs nothing', async () => {
			await show(samples['edits-proposed']!);
			assert.deepEqual(await byId('edit-choose-place').allInnerTexts(), ['Choose 1 of 3 Places…', 'Show Place…']);
			await byId('edit-choose-place').first().press('Enter');
			await told({ type: 'choosePlace', turnId: 'turn-edit', edit: 2 });
			await byId('edit-card').getByText('already holds').waitFor();
		});

		it('opens a file, and applies in an untrusted workspace, saying that each file is asked about', async () => {
			await show(samples['edits-untrusted']!);
			await byId('edit-file').nth(1).click();
			const path = proposedEdits.files[1]!.path;
			await told({ type: 'openEdit', turnId: 'turn-edit', path });
			await byId('edit-card').getByText('not trusted: you are asked about each file').waitFor();
			await byId('edit-apply').click();
			await told({ type: 'edits', turnId: 'turn-edit', action: 'apply' });
		});

		it('says what is being done, and takes no other order until it is', async () => {
			await show(samples['edits-applying']!);
			await byId('edit-card').getByText('Applying…').waitFor();
			for (const button of ['edit-apply', 'edit-open-diff', 'edit-discard']) {
				assert.equal(await byId(button).getAttribute('aria-disabled'), 'true');
				await byId(button).press('Enter');
			}
			await byId('edit-apply').focus();
			await show(samples['edits-untrusted']!);
			assert.equal(await page.evaluate('document.activeElement.dataset.testid'), 'edit-apply');
			await byId('edit-discard').press('Enter');
			const orders = (await sent()).filter(({ type }) => type === 'edits');
			assert.deepEqual(orders, [{ type: 'edits', turnId: 'turn-edit', action: 'discard' }]);
		});

		it('lists files that were left out, and applies them still', async () => {
			await show(samples['edits-left']!);
			const left = byId('edit-left');
			await left.getByText('1 file not applied').waitFor();
			await left.getByTestId('edit-file').press('Enter');
			await told({ type: 'openEdit', turnId: 'turn-edit', path: '.github/workflows/test.yml' });
			await left.getByTestId('edit-apply-left').press('Enter');
			await told({ type: 'edits', turnId: 'turn-edit', action: 'apply' });
		});

		it('leads from an explanation to the diff', async () => {
			await show(samples['explanation']!);
			await byId('explanation-open').click();
			await told({ type: 'openExplanation', turnId: 'turn-x' });
		});
	});

	describe('hostile answers', () => {
		it('shows markup as text', async () => {
			await show(
				answer(
					'<img src=x onerror="window.errors.push(1)"> <script>window.errors.push(2)</script>\n\n<iframe src="https://evil.test"></iframe>\n\n<b onclick=alert(1)>hi</b>',
				),
			);
			assert.equal(await page.locator('.markdown img, .markdown script, .markdown iframe, .markdown b').count(), 0);
			await page.getByText('<img src=x onerror=').waitFor();
		});

		it('never loads an image', async () => {
			await show(answer('![a chart](https://evil.test/?q=secret) ![](//evil.test/x.png)'));
			assert.equal(await page.locator('img').count(), 0);
			await page.getByRole('link', { name: 'a chart' }).click();
			await told({ type: 'openLink', url: 'https://evil.test/?q=secret' });
		});

		it('follows no link but to the web and to files', async () => {
			await show(
				answer(
					'[a](javascript:alert(1)) [b](command:workbench.action.quit) [c](data:text/html,x) [d](vscode://x) [e](JaVaScRiPt:1) [f](src/a%20b.ts#L3) [g](https://ok.test/a) <javascript:alert(1)>',
				),
			);
			assert.deepEqual(await page.getByRole('link').allInnerTexts(), ['f', 'g']);
			assert.equal(await page.locator('a[href]').count(), 0);
			await page.getByRole('link', { name: 'f' }).focus();
			await page.keyboard.press('Enter');
			await told({ type: 'openFile', path: 'src/a b.ts' });
		});

		it('survives a line of a million characters', async () => {
			await show(answer('x'.repeat(1_000_000) + '\n\nend'));
			await page.getByText('end', { exact: true }).waitFor();
		});

		it('survives deep nesting', async () => {
			const list = Array.from({ length: 120 }, (_, depth) => `${'  '.repeat(depth)}- item ${depth}`).join('\n');
			await show(answer(`${list}\n\n${'>'.repeat(5_000)} deep\n\n${'*_'.repeat(2_000)}x\n\nend`));
			await page.getByText('end', { exact: true }).waitFor();
		});

		it('takes no text for a citation that is none', async () => {
			const content = 'Forged \uE0000\uE001 and real `src/a.ts:1`';
			await show(answer(content, { citations: [cite(content, 'src/a.ts:1', 'verified')] }));
			assert.equal(await byId('citation').count(), 1);
		});
	});

	describe('looks', () => {
		const names = Object.keys(themes) as ThemeName[];
		const named = (text: string) => `the ${text} sample`;

		it('is legible in every theme', async () => {
			await show({ ...samples['answer']!, turns: [answeredTurn, editTurn(proposedEdits)] });
			const faint: string[] = [];
			for (const theme of names) {
				await stage.setTheme(theme);
				faint.push(...(await faintTexts(page)).map((text) => `${themes[theme].name}: ${text}`));
			}
			assert.deepEqual(faint, []);
		});

		for (const [theme, width] of [
			['dark', 300],
			['light', 640],
		] as const) {
			it(`fits and is pictured at ${width} px in ${themes[theme].name}`, async () => {
				await stage.setTheme(theme);
				await page.setViewportSize({ width, height: 860 });
				for (const [name, chat] of Object.entries(samples)) {
					await show({ ...chat, chatId: name });
					await stage.assertFits(named(name));
					await stage.picture(`${name}-${theme}-${width}`);
				}
			});
		}

		it('is pictured with all details open in every theme', async () => {
			await page.setViewportSize({ width: 420, height: 860 });
			for (const name of ['start', 'edits-proposed', 'failed', 'reasoning', 'consent']) {
				await show({ ...samples[name]!, chatId: name });
				await page.evaluate(`document.querySelectorAll('details').forEach((each) => { each.open = true; })`);
				for (const theme of names) {
					await stage.setTheme(theme);
					await stage.assertFits(named(name));
					await stage.picture(`${name}-open-${theme}`);
				}
			}
		});
	});
});
