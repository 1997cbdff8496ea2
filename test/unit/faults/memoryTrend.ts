import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Windows that are compared. */
const windows = 8;

/**
 * Bytes of heap that a piece of work leaves behind each time it is done, in the long run. Work is done in windows with a
 * collection between them, and the median of their growths is taken: code that is compiled late, or a buffer that grows
 * once, moves one window and not the trend, however busy the machine is; a leak moves all of them.
 * @param perWindow how often it is done in each of eight windows
 */
export async function heapTrend(perWindow: number, work: () => Promise<void>): Promise<number> {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	const used = async () => {
		// Finalisers and closed sockets need a turn of the loop before what they held is free.
		for (let round = 0; round < 3; round++) {
			collect();
			await nextTurn();
		}
		collect();
		return process.memoryUsage().heapUsed;
	};
	const growths: number[] = [];
	let before = await used();
	for (let window = 0; window < windows; window++) {
		for (let time = 0; time < perWindow; time++) {
			await work();
		}
		const after = await used();
		growths.push(after - before);
		before = after;
	}
	growths.sort((left, right) => left - right);
	const median = (growths[windows / 2 - 1]! + growths[windows / 2]!) / 2;
	return median / perWindow;
}
