import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a file so that a crash leaves either the old content or the new one, never a half of it.
 * Creates the folder when it is missing.
 * @param mode permissions of the file, `usual` for those any program gives a file it creates; readable by its owner alone
 *   when not given
 */
export async function writeFileAtomically(
	file: string,
	content: string | Uint8Array,
	mode: number | 'usual' = 0o600,
): Promise<void> {
	await mkdir(path.dirname(file), { recursive: true });
	const temporary = `${file}.${randomUUID()}.tmp`;
	try {
		const handle = await open(temporary, 'w', mode === 'usual' ? 0o666 : mode);
		try {
			await handle.writeFile(content);
			if (mode !== 'usual') {
				// The mask of the process may have narrowed what `open` was given.
				await handle.chmod(mode & 0o7777);
			}
			await handle.sync();
		} finally {
			await handle.close();
		}
		await rename(temporary, file);
	} catch (error) {
		await rm(temporary, { force: true });
		throw error;
	}
}
