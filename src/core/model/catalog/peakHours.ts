import type { PeakSchedule } from './types';

/** Whether the peak price applies, and until when. */
export interface PeakState {
	readonly peak: boolean;
	/** When it changes next; undefined for schedules that never change. */
	readonly until: Date | undefined;
	/** The holiday that makes the day off-peak, if it is one. */
	readonly holiday: string | undefined;
	/** False for days whose holidays are not announced yet: they count as ordinary ones. */
	readonly certain: boolean;
}

/** Days ahead in which the next change is looked for: longer than any holiday. */
const horizon = 30;
const minute = 60_000;
const day = 24 * 60 * minute;

/** True while the peak price applies. */
export function isPeakTime(time: Date, schedule: PeakSchedule): boolean {
	return peakAt(clockOf(schedule.timeZone).local(time.getTime()), schedule);
}

/** Whether the peak price applies, until when, and how certain that is. */
export function peakState(time: Date, schedule: PeakSchedule): PeakState {
	const clock = clockOf(schedule.timeZone);
	const local = clock.local(time.getTime());
	const peak = peakAt(local, schedule);
	return {
		peak,
		until: nextChange(time.getTime(), peak, clock, schedule),
		holiday: holidayOf(local.date, schedule)?.name,
		certain: local.date <= schedule.holidaysKnownUntil,
	};
}

function peakAt(local: LocalTime, schedule: PeakSchedule): boolean {
	return (
		schedule.weekdays.includes(local.weekday) &&
		schedule.hours.some(([from, to]) => local.minutes >= from && local.minutes < to) &&
		holidayOf(local.date, schedule) === undefined
	);
}

function holidayOf(date: string, { holidays }: PeakSchedule) {
	return holidays.find(({ from, to }) => from <= date && date <= to);
}

function nextChange(now: number, peak: boolean, clock: ZonedClock, schedule: PeakSchedule): Date | undefined {
	const edges = [...new Set([0, ...schedule.hours.flat()])].sort((a, b) => a - b);
	for (let ahead = 0; ahead <= horizon; ahead++) {
		const { date } = clock.local(now + ahead * day);
		for (const edge of edges) {
			const instant = clock.instant(date, edge);
			if (instant > now && peakAt(clock.local(instant), schedule) !== peak) {
				return new Date(instant);
			}
		}
	}
	return undefined;
}

interface LocalTime {
	/** `YYYY-MM-DD` */
	readonly date: string;
	/** 0 for Sunday. */
	readonly weekday: number;
	/** Minutes of the day. */
	readonly minutes: number;
}

/** Made once each: making one takes milliseconds, and every estimate asks. */
const clocks = new Map<string, ZonedClock>();

function clockOf(timeZone: string): ZonedClock {
	const clock = clocks.get(timeZone) ?? new ZonedClock(timeZone);
	clocks.set(timeZone, clock);
	return clock;
}

/** The clock on the wall of a time zone. */
class ZonedClock {
	readonly #format: Intl.DateTimeFormat;

	constructor(timeZone: string) {
		this.#format = new Intl.DateTimeFormat('en-US', {
			timeZone,
			calendar: 'iso8601',
			numberingSystem: 'latn',
			year: 'numeric',
			month: '2-digit',
			day: '2-digit',
			hour: '2-digit',
			minute: '2-digit',
			hourCycle: 'h23',
		});
	}

	local(instant: number): LocalTime {
		const parts = new Map(this.#format.formatToParts(instant).map(({ type, value }) => [type, value]));
		const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
		const date = new Date(Date.UTC(number('year'), number('month') - 1, number('day')));
		return {
			date: date.toISOString().slice(0, 10),
			weekday: date.getUTCDay(),
			minutes: number('hour') * 60 + number('minute'),
		};
	}

	/** The instant at which that clock shows a time; where it shows it twice or never, one close to it. */
	instant(date: string, minutes: number): number {
		const wanted = Date.parse(`${date}T00:00:00Z`) + minutes * minute;
		let instant = wanted;
		// The offset at the wanted time is known only after a first guess, which may be across a change of it.
		for (let pass = 0; pass < 2; pass++) {
			const shown = this.local(instant);
			instant += wanted - (Date.parse(`${shown.date}T00:00:00Z`) + shown.minutes * minute);
		}
		return instant;
	}
}
