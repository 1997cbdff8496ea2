/** Values that have a known form but no mark of their own: only the name beside them tells whose they are. */
export interface NamedRule {
	readonly id: string;
	readonly title: string;
	/** Tried on the name's words as `wordsOf` gives them. */
	readonly name: RegExp;
	readonly value: RegExp;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const hex32 = /^[0-9a-f]{32}$/;

export const namedRules: readonly NamedRule[] = [
	{
		id: 'aws-secret-access-key',
		title: 'AWS secret access key',
		name: /secret_?access_?key|aws\w*secret|secret_?key|aws\w*key$/,
		value: /^[A-Za-z0-9+/]{40}$/,
	},
	{
		id: 'aws-session-token',
		title: 'AWS session token',
		name: /(?:session|security)_?token/,
		value: /^(?:FwoG|IQoJ|FQoG|AQoD)[A-Za-z0-9+/]{90,1200}={0,2}$/,
	},
	{ id: 'heroku-api-key', title: 'Heroku API key', name: /heroku\w*(?:key|token|secret)/, value: uuid },
	{
		id: 'twilio-secret',
		title: 'Twilio token or key',
		name: /twilio\w*(?:token|secret|key)|^(?:account_)?auth_token$/,
		value: /^(?:SK)?[0-9a-f]{32}$/,
	},
	{ id: 'datadog-key', title: 'Datadog key', name: /(?:datadog|dd)_(?:api|app)\w*_?key/, value: /^[0-9a-f]{32,40}$/ },
	{
		id: 'cloudflare-key',
		title: 'Cloudflare key',
		name: /(?:cloudflare|cf)_\w*(?:key|token)/,
		value: /^(?:[0-9a-f]{37}|[A-Za-z0-9_-]{40})$/,
	},
	{
		id: 'mailgun-private-key',
		title: 'Mailgun key',
		name: /mailgun\w*(?:key|token|secret)/,
		value: /^[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}$/,
	},
	{
		id: 'discord-token',
		title: 'Discord bot token',
		name: /token|discord|bot/,
		value: /^[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,40}$/,
	},
	{ id: 'resend-key', title: 'Resend key', name: /key|token|resend/, value: /^re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}$/ },
	{
		id: 'airtable-token',
		title: 'Airtable token',
		name: /key|token|airtable|pat/,
		value: /^pat[A-Za-z0-9]{14}\.[0-9a-f]{64}$/,
	},
	{ id: 'crates-token', title: 'crates.io token', name: /token|cargo|crates/, value: /^cio[A-Za-z0-9]{32}$/ },
	{
		id: 'uuid-secret',
		title: 'Secret in the form of a UUID',
		name: /(?:client_?secret|app_?secret|secret_?key|api_?key|api_?secret|api_?token|access_?token|auth_?token|password|secret)$/,
		value: uuid,
	},
	{ id: 'hex-secret', title: 'Secret of 32 hexadecimal digits', name: /(?:secret|api_?key|token)$/, value: hex32 },
];
