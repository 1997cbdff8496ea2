import type { ModelRequest } from '../model/types';
import type { RequestLedger } from './ledger';

/**
 * A request whose exact body is noted in the ledger just before it goes out. Where that fails, it is not sent.
 * @param id it is kept under; undefined where nothing is kept
 */
export function noteBody(
	request: ModelRequest,
	ledger: RequestLedger | undefined,
	id: string | undefined,
): ModelRequest {
	if (!ledger || id === undefined) {
		return request;
	}
	let noted: string | undefined;
	return {
		...request,
		onEncoded: async ({ bytes, layout }) => {
			// Done on a thread of its own: a digest of megabytes takes the editor's thread longer than handing them over.
			const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
			const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
			if (sha256 !== noted) {
				await ledger.encoded(id, { sha256, bytes: bytes.length, layout });
				noted = sha256;
			}
		},
	};
}
