import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Chat } from './harness/chat.js';
import { eventually } from './harness/eventually.js';
import type { Session } from './harness/session.js';
import type { Stage } from './harness/stage.js';

/** What the demo tells and leaves. */
export interface Demo {
	readonly stage: Stage;
	/** The folder that is shown; a copy of it is changed. */
	readonly folder: string;
	readonly say: (text: string) => void;
}

/** Plays what Longview is for, before the eyes of whoever reads the terminal: ask, refactor, explain. */
export async function playDemo({ stage, folder, say }: Demo): Promise<void> {
	const session = await stage.open({
		workspace: folder,
		theme: 'dark',
		size: { width: 1360, height: 850 },
		settings: { 'breadcrumbs.enabled': false, 'editor.minimap.enabled': false, 'chat.disableAIFeatures': true },
	});
	try {
		await playIn(session, say);
	} catch (error) {
		say(`  picture of the failure: ${await session.screenshot('demo/failure')}`);
		throw error;
	} finally {
		await session.close();
	}
}

async function playIn(session: Session, say: (text: string) => void): Promise<void> {
	const picture = async (name: string) => say(`  picture: ${await session.screenshot(`demo/${name}`)}`);
	const chat = await Chat.open(session);
	await widen(session);
	say(`Workspace: ${oneLine(await chat.frame.getByTestId('chip-showContext').innerText())}`);
	await picture('start');

	const [name, file] = mostUsedFunction(session.folder);
	const question = `Where is ${name} defined, and who uses it?`;
	say(`\nAsk: ${question}`);
	const answer = await chat.complete(question);
	say(`  ${oneLine(await answer.getByTestId('receipt').locator('> :first-child').innerText())}`);
	await answer.getByTestId('citation').first().click();
	await session.workbench.editors.getByRole('tab').first().waitFor();
	await answer.getByTestId('question').scrollIntoViewIfNeeded();
	await picture('ask');

	const renamed = `${name}Renamed`;
	say(`\nRefactor: Rename ${name} to ${renamed} everywhere`);
	const edits = await chat.complete(`Rename ${name} to ${renamed} everywhere`);
	await chat.frame.getByTestId('edit-apply').click();
	await chat.frame.getByTestId('edit-accept-all').waitFor();
	say(`  ${oneLine(await edits.getByTestId('edit-card').innerText()).slice(0, 90)}`);
	await session.workbench.openFile(file, lineOf(path.join(session.folder, file), renamed));
	const lens = session.page.locator('.codelens-decoration').getByText('Accept').first();
	await lens.waitFor();
	const reject = session.page.locator('.peekview-actions a[aria-label^="Reject Hunk"]');
	await eventually('the inline diff', async () => {
		await session.page.keyboard.press('Alt+F3');
		return await reject.waitFor({ timeout: 1_000 }).then(
			() => true,
			() => session.page.keyboard.press('Escape').then(() => false),
		);
	});
	// The inline diff moves the lines, and the lenses above them are drawn anew.
	await session.page
		.locator('.codelens-decoration')
		.getByText(/^edit \d+ of/)
		.first()
		.waitFor();
	await lens.waitFor();
	await picture('refactor');
	await session.page.keyboard.press('Escape');
	await chat.frame.getByTestId('edit-undo').click();
	// The first file is back before the last one: only the card says that all are.
	await edits
		.getByTestId('edit-card')
		.getByText(/ undone/)
		.first()
		.waitFor();
	await eventually('the undo', () => !readFileSync(path.join(session.folder, file), 'utf8').includes(renamed));
	say('  undone: every file is as it was');

	say('\nExplain: staged changes');
	const target = path.join(session.folder, file);
	writeFileSync(target, readFileSync(target, 'utf8').replaceAll(name, renamed));
	execFileSync('git', ['add', '--', file], { cwd: session.folder });
	await session.workbench.runCommand('Longview: Explain Staged Changes');
	await chat.frame.getByTestId('explanation-open').last().waitFor();
	await chat.frame.getByTestId('explanation-open').last().click();
	await session.page.locator('.review-widget').first().waitFor();
	say(`  ${oneLine(await chat.last.getByTestId('explanation-open').locator('..').innerText())}`);
	await picture('explain');
}

/** Drags the chat wider than it opens: pictures are of a person's working layout. */
async function widen(session: Session): Promise<void> {
	const side = await session.workbench.secondarySideBar.boundingBox();
	const sashes = await session.page.locator('.monaco-sash.vertical:not(.disabled)').all();
	const boxes = (await Promise.all(sashes.map((sash) => sash.boundingBox()))).filter((box) => box !== null);
	const distance = (box: { x: number; width: number }) => Math.abs(box.x + box.width / 2 - (side?.x ?? 0));
	const nearest = boxes.sort((left, right) => distance(left) - distance(right))[0];
	if (nearest) {
		const [x, y] = [nearest.x + nearest.width / 2, nearest.y + nearest.height / 2];
		const { mouse } = session.page;
		await mouse.move(x, y);
		await mouse.down();
		await mouse.move(x - 150, y, { steps: 8 });
		await mouse.up();
	}
}

/** The exported function that most files of a folder name, and the file that defines it. */
function mostUsedFunction(folder: string): readonly [name: string, file: string] {
	const files = execFileSync('git', ['ls-files', '-z'], { cwd: folder, encoding: 'utf8' })
		.split('\0')
		.filter((file) => /\.[cm]?[jt]sx?$/.test(file));
	const texts = new Map(files.map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]));
	let best: readonly [string, string, number] | undefined;
	for (const [file, text] of texts) {
		for (const [, name] of text.matchAll(/^(?:export )?(?:async )?function ([a-z]+[A-Z]\w{3,})\(/gm)) {
			const uses = [...texts.values()].filter((other) => new RegExp(`\\b${name!}\\b`).test(other)).length;
			if (uses > (best?.[2] ?? 0) && uses <= 15) {
				best = [name!, file, uses];
			}
		}
	}
	if (!best) {
		throw new Error('The demo needs a JavaScript or TypeScript project with functions.');
	}
	return [best[0], best[1]];
}

function lineOf(file: string, name: string): number {
	const lines = readFileSync(file, 'utf8').split('\n');
	return Math.max(1, lines.findIndex((line) => line.includes(name)) + 1);
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}
