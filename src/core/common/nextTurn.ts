/** Resolves in another turn of the thread's loop: whatever waits for the thread goes first. */
export function nextTurn(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, 0));
}
