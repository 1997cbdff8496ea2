import type { IncomingMessage } from 'node:http';
import { endpointError } from './errors';
import { ClientGone } from './outlet';

/** Largest body of a request, in bytes. */
const largestBody = 48 * 1024 * 1024;

/** The whole body of a request; refuses what is too large without reading it to its end. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let bytes = 0;
		const refuse = () => {
			request.removeAllListeners('data');
			request.resume();
			reject(endpointError(413, undefined, { connection: 'close' }));
		};
		if (Number(request.headers['content-length'] ?? 0) > largestBody) {
			refuse();
			return;
		}
		request.on('data', (chunk: Buffer) => {
			bytes += chunk.length;
			chunks.push(chunk);
			if (bytes > largestBody) {
				refuse();
			}
		});
		request.on('end', () => resolve(Buffer.concat(chunks)));
		request.on('error', () => reject(new ClientGone()));
		request.on('close', () => reject(new ClientGone()));
	});
}
