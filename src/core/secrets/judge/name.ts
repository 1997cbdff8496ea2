/**
 * What a name promises of its value: a `password` (chosen by people, so weak ones count), a `secret` (chosen by either),
 * a `key` (drawn by machines: only what looks random counts).
 */
export type NameKind = 'password' | 'secret' | 'key';

const suffixes =
	/(?:_(?:prod|production|dev|development|staging|stage|test|testing|local|live|value|val|str|string|text|plain|plaintext|b64|base64|raw|default|old|new|current|prev|previous|env|var|const|bytes|hex|v?\d+))+$/;
const passwords =
	/(?:^|_)(?:[a-z]*passw(?:or)?d|[a-z]*passwort|[a-z]*passphrase|[a-z]*passcode|(?:[a-z]{0,8}(?:db|smtp|user|root|mysql|ftp|mail|sql|ssh|admin|pg|redis|key|store))?pass|[a-z]{0,10}pwd|pw)s?$/;
const secrets =
	/(?:^|_)(?:[a-z]*secrets?|[a-z]*credentials?|creds?|secret_?keys?|secret_key_base|encryption_key|master_key)$/;
const keys =
	/(?:^|_)(?:[a-z]*tokens?|(?:[a-z]*(?:api|app|access|secret|private|auth|authorization|auth0|encryption|encrypt|signing|signature|master|account|shared|shared_access|service|session|cookie|crypto|cipher|jwt|hmac|admin|deploy|logged_in|nonce|secure|storage|webhook|ssh|aes|subscription|integration|write|ingest|license|licence|rpc|bot|user|client|consumer|developer|auth_api|apis|security|system|internal|root|primary|secondary|rest|wp|stripe|openai|anthropic|deepseek|gemini|mailgun|sendgrid|datadog|dd|algolia|azure|aws|gcp|google|hmac_sha256))_?keys?|authkeys?|apikeys?|auth_salt|secure_auth_salt|logged_in_salt|nonce_salt|auth|bearer)$/;
/** Names of what is public, of what is no value, and of what stands for a mistake or a test. */
const denied =
	/(?:^|_)(?:public|publishable|site|csrf|xsrf|cancel|cancellation|page|next|continuation|cursor|design|semantic|syntax|lex|eof|change|sync|placeholder|fake|mock|dummy|example|invalid|wrong|bad|incorrect|expected|expired|sort|partition|i18n|injection|provider|bos|eos|pad|unk|stop|special|translation|message|label|hint|error|title|description|regex|pattern|selector|hash|hashed|digest|encrypted|sealed|masked|min|max|cache|query|object|primary_key|foreign_key|idempotency|recaptcha_site|is|has|no|not|with|without|show|hide|toggle|forgot|reset_link|verify|validate|bypass|thumbprint|fingerprint|checksum|integrity|commit|revision|etag)(?:_|$)/;
const deniedTail =
	/(?:_|^)(?:type|url|uri|endpoint|name|id|ids|count|limit|length|size|field|header|prefix|suffix|path|file|filename|dir|expiry|expires|ttl|kind|address|mint|symbol|policy|status|state|index|version|format|class|element|input|form|column|table|arn|ref|reference|manager|provider|service|store|scope|scopes|issuer|audience|at|date|time|timeout)$/;

/** Words of a name in small letters, joined by `_`: `dbPassword` and `DB-PASSWORD` are `db_password`. */
export function wordsOf(name: string): string {
	return name
		.replace(/([a-z0-9])([A-Z])/g, '$1_$2')
		.replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '_')
		.replace(/^_+|_+$/g, '');
}

/** What a name promises, or undefined for a name that promises nothing secret. */
export function kindOfName(name: string): NameKind | undefined {
	if (name.includes('LONGVIEW_SECRET_')) {
		return undefined;
	}
	const words = wordsOf(name);
	const stem = words.replace(suffixes, '');
	if (denied.test(words)) {
		return undefined;
	}
	if (passwords.test(stem)) {
		return 'password';
	}
	if (secrets.test(stem)) {
		return 'secret';
	}
	if (keys.test(stem)) {
		return 'key';
	}
	// TOKEN_GITHUB, SECRET_FOR_JWT: the word in front, the purpose behind it.
	const front = /^[A-Z0-9_]+$/.test(name) && /(?:^|_)(?:pass|passwd|password|secret|token|apikey|api_key)_/.test(words);
	return front && !deniedTail.test(stem) ? 'key' : undefined;
}
