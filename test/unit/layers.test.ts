import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';

/** Every module that a file names, type-only imports left out: they vanish when it is compiled. */
function runtimeImports(file: string): string[] {
	const text = readFileSync(file, 'utf8');
	return [...text.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm)].map(
		(match) => match[1]!,
	);
}

function sources(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => path.join(folder, name));
}

describe('the layers', () => {
	it('keep core and protocol free of Node and the editor', () => {
		const files = [...sources('src/core'), ...sources('src/protocol')];
		assert.ok(files.length > 40);
		for (const file of files) {
			for (const name of runtimeImports(file)) {
				assert.ok(!name.startsWith('node:') && name !== 'vscode', `${file} imports ${name}`);
				if (name.startsWith('.')) {
					const target = path.relative('src', path.join(path.dirname(file), name)).split(path.sep)[0]!;
					const allowed = file.startsWith(path.join('src', 'core')) ? ['core'] : ['core', 'protocol'];
					assert.ok(allowed.includes(target), `${file} reaches ${name}`);
				}
			}
		}
	});

	it('keep the editor out of what the command line uses', () => {
		for (const file of [...sources('src/node'), ...sources('src/cli')]) {
			assert.ok(!runtimeImports(file).includes('vscode'), file);
		}
	});
});
