const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endLength = 22;
const entryLength = 46;

/**
 * Lists a zip archive from its central directory.
 * @param {Buffer} archive
 * @returns {string[]} The names in it.
 */
export function listZip(archive) {
	let end = archive.length - endLength;
	while (end >= 0 && archive.readUInt32LE(end) !== endSignature) {
		end--;
	}
	if (end < 0) {
		throw new Error('This is no zip archive.');
	}
	const count = archive.readUInt16LE(end + 10);
	let position = archive.readUInt32LE(end + 16);
	const names = [];
	for (let index = 0; index < count; index++) {
		if (archive.readUInt32LE(position) !== entrySignature) {
			throw new Error('The zip archive has a broken directory.');
		}
		const nameLength = archive.readUInt16LE(position + 28);
		const more = archive.readUInt16LE(position + 30) + archive.readUInt16LE(position + 32);
		names.push(archive.toString('utf8', position + entryLength, position + entryLength + nameLength));
		position += entryLength + nameLength + more;
	}
	return names;
}
