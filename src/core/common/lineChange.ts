/** Lines `[beforeStart, beforeEnd)` became lines `[afterStart, afterEnd)`; 0-based, half-open, one side may be empty. */
export interface LineChange {
	readonly beforeStart: number;
	readonly beforeEnd: number;
	readonly afterStart: number;
	readonly afterEnd: number;
}
