import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Chat } from './harness/chat';
import { SimulatorControl } from './harness/simulator';
import { sharedStage, useSession } from './harness/suite';

describe('bad input', () => {
	describe('no folder', () => {
		const session = useSession({ workspace: 'none' });

		it('offers to open one', async () => {
			const frame = await session().workbench.openChatFrame();
			await frame.getByRole('button', { name: 'Open Folder' }).waitFor();
			await frame.getByTestId('send').isDisabled();
			await session().screenshot('bad-input/no-folder');
		});
	});

	describe('a folder', () => {
		const session = useSession({ workspace: 'shop' });
		beforeEach(async () => {
			await new SimulatorControl((await sharedStage()).simulator).reset();
		});

		it('that is empty can still be asked about', async () => {
			execFileSync('git', ['rm', '-rq', '.'], { cwd: session().folder });
			rmSync(path.join(session().folder, '.git'), { recursive: true });
			const chat = await Chat.open(session());
			await session().workbench.runCommand('Longview: Refresh Context');
			await chat.contextCard.getByText(/^0/).first().waitFor();
			await chat.complete('What is here?');
			await session().screenshot('bad-input/empty-folder');
		});

		it('without git, with hostile names, links, binaries and odd encodings is packed with a reason for each file', async () => {
			const { folder } = session();
			rmSync(path.join(folder, '.git'), { recursive: true });
			const names = ['with space.txt', 'with "quotes".txt', "it's.txt", 'näme-日本.txt', 'line\nbreak.txt', '-rf.txt'];
			names.forEach((name) => writeFileSync(path.join(folder, name), 'teapot handle\n'));
			writeFileSync(path.join(folder, 'latin1.txt'), Buffer.from('caf\xe9 teapot\n', 'latin1'));
			writeFileSync(path.join(folder, 'huge.bin'), Buffer.alloc(16));
			truncateSync(path.join(folder, 'huge.bin'), 300 * 1024 * 1024);
			mkdirSync(path.join(folder, 'loop'));
			symlinkSync('..', path.join(folder, 'loop/up'));
			symlinkSync('/etc/passwd', path.join(folder, 'passwd'));
			const chat = await Chat.open(session());
			await session().workbench.runCommand('Longview: Refresh Context');
			await chat.contextCard.getByText('25').first().waitFor();
			const answer = await chat.complete('Where is the teapot handle?');
			assert.match((await answer.getByTestId('answer').textContent()) ?? '', /teapot handle/);
			const requests = await new SimulatorControl((await sharedStage()).simulator).requests();
			const pack = requests[0]!.body.messages[1]!.content;
			assert.match(pack, /<file path="line&#10;break\.txt" lines="1">/);
			assert.match(pack, /huge\.bin \(binary\)/);
			assert.match(pack, /passwd \(symbolic link\)/);
			assert.match(pack, /café teapot/);
			assert.doesNotMatch(pack, /root:/);
			await session().screenshot('bad-input/hostile-folder');
		});

		it('that is larger than the window is shortened to fit, and answered', async () => {
			const { folder, workbench } = session();
			mkdirSync(path.join(folder, 'generated'));
			for (let file = 0; file < 24; file++) {
				const lines = Array.from({ length: 14_000 }, (_, line) => `entry ${file * 14_000 + line};\n`).join('');
				writeFileSync(path.join(folder, 'generated', `${file}.txt`), lines);
			}
			const chat = await Chat.open(session());
			await workbench.runCommand('Longview: Refresh Context');
			await chat.contextCard
				.getByText(/Shortened to fit: .*\d+ files as paths only/)
				.first()
				.waitFor();
			await chat.contextCard.getByText(/^Fits/).first().waitFor();
			await session().screenshot('bad-input/too-large');
			await chat.complete('What is a cart?');
		});

		it('in a repository without commits explains what is staged', async () => {
			const { folder } = session();
			rmSync(path.join(folder, '.git'), { recursive: true });
			execFileSync('git', ['init', '-q'], { cwd: folder });
			const chat = await Chat.open(session());
			await session().workbench.runCommand('Longview: Explain Commit…');
			await session()
				.workbench.notification(/no commits/i)
				.waitFor();
			execFileSync('git', ['add', 'README.md'], { cwd: folder });
			await session().workbench.runCommand('Longview: Explain Staged Changes');
			await chat.last.waitFor();
			await chat.agree();
			await chat.answered();
		});
	});
});
