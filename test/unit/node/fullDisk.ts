import promises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** Lets every write to a file stop halfway, as on a full disk, while something runs. */
export async function onFullDisk<T>(run: () => Promise<T>): Promise<T> {
	const { open } = promises;
	promises.open = async (...parameters): Promise<FileHandle> => {
		const handle = await open(...parameters);
		const write = handle.writeFile.bind(handle);
		handle.writeFile = async (data) => {
			const bytes = Buffer.from(data as string);
			await write(bytes.subarray(0, bytes.length >> 1));
			throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
		};
		return handle;
	};
	syncBuiltinESMExports();
	try {
		return await run();
	} finally {
		promises.open = open;
		syncBuiltinESMExports();
	}
}
