import { holdsPlaceholder } from '../placeholder';
import type { Assignment } from '../scan/assignment';
import { isMadeUp, isTemplate } from './madeUp';
import { kindOfName, wordsOf } from './name';
import { namedRules } from './named';
import { isStock, looksLikePassword } from './password';
import { entropy, isPublic, looksRandom } from './random';

/** What surrounds an assignment. */
export interface Surroundings {
	/** Whether the file holds settings rather than code. */
	readonly settings: boolean;
	/** The line before the name, its last few hundred characters; `undefined` when it is not known. */
	readonly lineBefore: () => string | undefined;
}

const connection =
	/(?:server|data source|host|hostname|user ?id|uid|username|user|initial catalog|database|dbname|endpoint|addr|port)\s{0,3}=/i;

/** The id of the rule that an assignment's value falls under, or undefined when it is no secret. */
export function judgeAssignment(
	name: string,
	value: string,
	manner: Assignment['manner'],
	surroundings: Surroundings,
): string | undefined {
	const kind = kindOfName(name);
	if (kind === undefined || holdsPlaceholder(value)) {
		return undefined;
	}
	const words = wordsOf(name);
	const named = namedRules.find((rule) => rule.name.test(words) && rule.value.test(value));
	if (named && !isMadeUp(value) && entropy(value.replace(/-/g, '')) >= 2.8) {
		return named.id;
	}
	if (kind === 'password' || kind === 'secret') {
		const plain = manner === 'quoted' || manner === 'element' || (manner === 'open' && surroundings.settings);
		const strong = kind === 'password' ? 6 : 10;
		if (plain && value.length >= strong && looksLikePassword(value)) {
			return kind === 'password' ? 'assigned-password' : 'assigned-secret';
		}
		if (manner === 'open' && kind === 'password' && isConnectionPassword(value, surroundings)) {
			return 'connection-string';
		}
	}
	if (manner !== 'open' || surroundings.settings || /^[\w+/=.~:-]+$/.test(value)) {
		return looksRandom(value) ? 'assigned-key' : undefined;
	}
	return undefined;
}

function isConnectionPassword(value: string, surroundings: Surroundings): boolean {
	const before = surroundings.lineBefore();
	return (before === undefined || connection.test(before)) && looksLikePassword(value);
}

const DATABASES =
	/^(?:postgres(?:ql)?|mysql2?|mariadb|mongodb|rediss?|amqps?|mssql|sqlserver|clickhouse|cockroachdb|couchdb|oracle|db2|jdbc|nats|ldaps?|s?ftp|ssh|smtps?|imaps?|cassandra|neo4j|bolt|elasticsearch|kafka|mqtts?|snowflake|redshift|presto|trino)\b/i;

/** The id of the rule that the password of an address falls under, or undefined when it is no secret. */
export function judgeAddress(scheme: string, password: string): string | undefined {
	if (password.length < 4 || holdsPlaceholder(password) || isTemplate(password) || /[{}[\]*]/.test(password)) {
		return undefined;
	}
	if (isStock(password) || isMadeUp(password) || /^[\d.:]+$/.test(password)) {
		return undefined;
	}
	if (DATABASES.test(scheme)) {
		return password.length >= 6 || /\d/.test(password) ? 'database-url' : undefined;
	}
	return looksLikePassword(password) || looksRandom(password) ? 'url-password' : undefined;
}

/** Whether the value of a setting with a secret-sounding name is one: only stand-ins are not. */
export function isSettingSecret(value: string): boolean {
	return (
		value.length >= 4 &&
		!isTemplate(value) &&
		!isMadeUp(value) &&
		!isPublic(value) &&
		!/^(?:true|false|null|none|undefined|empty|yes|no|\d{1,6}|changeit|x+|\.+|-+|tbd)$/i.test(value) &&
		!/\bhere\b|^my[-_]|^some[-_]|^the[-_]|^(?:secret|password|token|pass|key|apikey|api[-_]key)$/i.test(value)
	);
}
