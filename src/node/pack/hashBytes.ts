import { hash } from 'node:crypto';

/** Identifies a text. */
export function hashBytes(bytes: Uint8Array): string {
	return hash('sha1', bytes, 'base64url');
}
