import { fileRules } from '../files';
import { namedRules } from '../judge/named';
import { cloudRules } from './cloud';
import { codeRules } from './code';
import { contextPatterns, formRules } from './forms';
import { serviceRules } from './services';
import type { ContextRule, TokenRule } from './types';

/** Rules with a keyword and a pattern. */
export const tokenRules: readonly TokenRule[] = [
	...cloudRules,
	...codeRules,
	...serviceRules,
	...formRules,
	...contextPatterns,
];

/** Rules that judge a value by the name or the address it belongs to. */
export const contextRules: readonly ContextRule[] = [
	...namedRules,
	...fileRules,
	{ id: 'assigned-password', title: 'Password given to a name' },
	{ id: 'assigned-secret', title: 'Secret given to a name' },
	{ id: 'assigned-key', title: 'Random value given to the name of a key or token' },
	{ id: 'connection-string', title: 'Password in a connection string' },
	{ id: 'database-url', title: 'Password in the address of a database or server' },
	{ id: 'url-password', title: 'Password in an address' },
];
