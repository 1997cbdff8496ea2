import { deepseek } from './deepseek';
import { lmStudio, ollama } from './desktop';
import { generic, openRouter } from './hosted';
import { llamaCpp, sglang, vllm } from './selfHosted';
import type { Dialect, DialectId } from './types';

const dialects: readonly Dialect[] = [deepseek, vllm, sglang, llamaCpp, ollama, lmStudio, openRouter, generic];

export const dialectIds: readonly DialectId[] = dialects.map(({ id }) => id);

export function dialectOf(id: DialectId): Dialect {
	return dialects.find((dialect) => dialect.id === id)!;
}
