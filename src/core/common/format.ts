/** Numbers as every surface shows them: page, tree, status bar and command line agree. */

/** Whole number with thousands separators: `1,234,567`. By hand: `Intl` would make every start slower. */
export function formatCount(value: number): string {
	return String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Tokens in short: `870`, `12.3k`, `1.05M`. */
export function formatTokens(tokens: number): string {
	if (tokens < 1_000) {
		return String(tokens);
	}
	if (tokens < 999_500) {
		return `${(tokens / 1_000).toFixed(tokens < 99_950 ? 1 : 0)}k`;
	}
	return `${(tokens / 1_000_000).toFixed(2)}M`;
}

/** `4 %`. Only nothing is `0 %`, and only all is `100 %`: what is between is `< 1 %` to `99 %`. */
export function formatShare(part: number, whole: number): string {
	if (part <= 0 || whole <= 0) {
		return '0 %';
	}
	const percent = (part / whole) * 100;
	return percent < 1 ? '< 1 %' : `${percent < 100 ? Math.min(99, Math.round(percent)) : Math.round(percent)} %`;
}

/** Money with enough digits to tell small prices apart: `$0.0006`, `$0.031`, `$1.27`. */
export function formatMoney(amount: number, currency: string): string {
	const symbol = currency === 'USD' ? '$' : currency === 'CNY' ? '¥' : `${currency} `;
	if (amount === 0) {
		return `${symbol}0`;
	}
	if (amount < 0.0001) {
		return `<${symbol}0.0001`;
	}
	return `${symbol}${amount.toFixed(amount < 0.01 ? 4 : amount < 1 ? 3 : 2)}`;
}

/** Bytes in short: `812 B`, `3.1 MB`. */
export function formatBytes(bytes: number): string {
	const units = ['B', 'KB', 'MB', 'GB'];
	let value = bytes;
	let unit = 0;
	while (value >= 1_000 && unit < units.length - 1) {
		value /= 1_000;
		unit++;
	}
	return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]!}`;
}

/** `3.2 s`, `1 min 5 s`. */
export function formatSeconds(seconds: number): string {
	if (seconds < 60) {
		return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
	}
	return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

const timeOfDay = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** A time of day where the reader is: `18:00`, or `Mon 09:00` on another day. Both in milliseconds since the epoch. */
export function formatClock(time: number, now: number): string {
	const sameDay = new Date(time).toDateString() === new Date(now).toDateString();
	return new Intl.DateTimeFormat('en-GB', sameDay ? timeOfDay : { ...timeOfDay, weekday: 'short' }).format(time);
}

/** `1 file`, `2 files`. */
export function plural(value: number, noun: string): string {
	return `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`;
}
