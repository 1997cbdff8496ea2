import { packAcknowledgement, systemPrompt } from '../conversation/prompts';

/**
 * A short digest of the fixed words around the pack: another version of them makes every cached prompt miss once. It
 * tells versions apart and need not withstand anybody (FNV-1a).
 */
export const promptWords = digest(systemPrompt + packAcknowledgement);

function digest(text: string): string {
	let value = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) {
		value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
	}
	return (value >>> 0).toString(16).padStart(8, '0');
}
