import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually';
import { extension, longview } from './support/editor';
import { sharedRequests } from './support/sharedSimulator';

interface Command {
	readonly command: string;
	readonly title?: string;
	readonly category?: string;
}

interface Manifest {
	readonly contributes: {
		readonly commands: readonly Command[];
		readonly menus: Readonly<Record<string, readonly (Command | { readonly submenu: string })[]>>;
		readonly submenus: readonly { readonly id: string }[];
		readonly keybindings: readonly Command[];
		readonly walkthroughs: readonly { readonly steps: readonly { readonly description: string }[] }[];
	};
}

const manifest = () => extension().packageJSON as Manifest;

describe('Activation', () => {
	it('activates without an error', async () => {
		const errors: string[] = [];
		const { window } = vscode;
		const show = window.showErrorMessage.bind(window);
		window.showErrorMessage = (message: string) => {
			errors.push(message);
			return Promise.resolve(undefined);
		};
		try {
			await longview();
		} finally {
			window.showErrorMessage = show;
		}
		assert.ok(extension().isActive);
		assert.deepEqual(errors, []);
	});

	it('reads the workspace and sends nothing', async () => {
		const api = await longview();
		await eventually('the first scan', () => api.context.view.state === 'ready');
		const files = await api.context.files();
		assert.ok(files.some((file) => file.path === 'src/greet.ts'));
		assert.deepEqual(await sharedRequests(), []);
	});

	it('starts with an empty chat and nothing under review', async () => {
		const api = await longview();
		assert.deepEqual(api.controller.chatView().turns, []);
		assert.equal(api.controller.busy, false);
		assert.equal(api.review.pending.size, 0);
		assert.deepEqual(api.explanations.threads(), []);
	});

	it('registers every command of the manifest, each with a title in the category Longview', async () => {
		await longview();
		const registered = new Set(await vscode.commands.getCommands(true));
		for (const { command, title, category } of manifest().contributes.commands) {
			assert.ok(registered.has(command), `${command} is registered`);
			assert.ok(title, `${command} has a title`);
			assert.equal(category, 'Longview', command);
		}
	});

	it('names only contributed commands and submenus in menus, keybindings and walkthrough', () => {
		const { commands, menus, submenus, keybindings, walkthroughs } = manifest().contributes;
		const contributed = new Set([...commands.map(({ command }) => command), ...submenus.map(({ id }) => id)]);
		const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
		const used = [
			...Object.values(menus).flatMap((items) =>
				items.map((item) => ('submenu' in item ? item.submenu : item.command)),
			),
			...keybindings.map(({ command }) => command),
			...steps.flatMap(({ description }) => [...description.matchAll(/\(command:([^)?]+)/g)].map((match) => match[1]!)),
		];
		assert.ok(used.length > 20);
		assert.deepEqual(
			used.filter((command) => !contributed.has(command)),
			[],
		);
	});

	it('ships the pictures that the manifest names', () => {
		const text = JSON.stringify(manifest());
		const pictures = [...text.matchAll(/"(media\/[^"]+)"/g)].map((match) => match[1]!);
		assert.ok(pictures.length >= 5);
		for (const picture of pictures) {
			assert.ok(readFileSync(path.join(extension().extensionPath, picture)).length > 0, picture);
		}
	});
});
