import { baseName } from './pathSet';

/** A manifest is small; what is larger is not one. */
const maximumLength = 200_000;

/** The name other packages of a monorepo import this package by, if the file is the manifest of one. */
export function packageName(path: string, text: string): string | undefined {
	if (text.length > maximumLength) {
		return undefined;
	}
	switch (baseName(path)) {
		case 'package.json':
		case 'deno.json':
		case 'deno.jsonc':
			return /"name"\s{0,9}:\s{0,9}"([^"]{1,214})"/.exec(text)?.[1];
		case 'Cargo.toml':
			// Crates are imported with underscores.
			return /^\[package\][^[]*?^name\s*=\s*"([\w-]{1,100})"/ms.exec(text)?.[1]?.replaceAll('-', '_');
		case 'go.mod':
			return /^module\s+(\S{1,300})/m.exec(text)?.[1];
		default:
			return undefined;
	}
}
