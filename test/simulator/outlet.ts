import type { ServerResponse } from 'node:http';
import type { Clock } from './clock';

/** The client has gone: whatever was being written is of no use any more. */
export class ClientGone extends Error {
	constructor() {
		super('The client closed the connection.');
	}
}

/** How the bytes of a response are cut into pieces. */
interface Pieces {
	/** Bytes per piece. */
	readonly bytes?: number;
	/** Milliseconds between pieces. */
	readonly milliseconds?: number;
	/** A cut inside every character of several bytes. */
	readonly insideCharacters?: boolean;
}

/** Writes a response at the client's speed and notices when the client leaves. */
export class Outlet {
	readonly #gone = new AbortController();
	pieces: Pieces | undefined;

	constructor(
		readonly response: ServerResponse,
		private readonly clock: Clock,
	) {
		response.on('close', () => {
			if (!response.writableFinished) {
				this.#gone.abort();
			}
		});
		response.on('error', () => this.#gone.abort());
	}

	/** Aborts when the client leaves. */
	get signal(): AbortSignal {
		return this.#gone.signal;
	}

	/** Lets time pass; throws if the client left meanwhile. */
	async wait(milliseconds: number): Promise<void> {
		await this.clock.wait(milliseconds, this.signal);
		this.#check();
	}

	async write(text: string): Promise<void> {
		if (this.pieces === undefined) {
			return this.writeBytes(text);
		}
		const bytes = Buffer.from(text);
		for (const piece of cut(bytes, this.pieces)) {
			await this.writeBytes(piece);
			if (this.pieces.milliseconds !== undefined) {
				await this.wait(this.pieces.milliseconds);
			} else {
				await new Promise((resolve) => setImmediate(resolve));
			}
		}
	}

	async writeBytes(bytes: string | Buffer): Promise<void> {
		this.#check();
		if (!this.response.write(bytes)) {
			await new Promise<void>((resolve) => {
				const finish = () => {
					this.response.off('drain', finish);
					this.signal.removeEventListener('abort', finish);
					resolve();
				};
				this.response.on('drain', finish);
				this.signal.addEventListener('abort', finish);
			});
			this.#check();
		}
	}

	/** Resolves when everything was handed to the network. */
	async end(): Promise<void> {
		this.#check();
		await new Promise<void>((resolve) => {
			this.signal.addEventListener('abort', () => resolve());
			this.response.end(resolve);
		});
	}

	/** Cuts the connection after what was written has left. */
	async cut(): Promise<void> {
		this.#check();
		const { socket } = this.response;
		await new Promise<void>((resolve) => {
			if (socket === null) {
				resolve();
			} else {
				socket.end(() => socket.destroy());
				socket.on('close', () => resolve());
			}
		});
	}

	/** Closes the connection before anything was written; a reset says so at once. */
	async hangUp(reset: boolean): Promise<void> {
		const { socket } = this.response;
		if (socket === null) {
			return;
		}
		await new Promise<void>((resolve) => {
			socket.on('close', () => resolve());
			if (reset) {
				socket.resetAndDestroy();
			} else {
				socket.destroy();
			}
		});
	}

	#check(): void {
		if (this.signal.aborted) {
			throw new ClientGone();
		}
	}
}

function* cut(bytes: Buffer, pieces: Pieces): Iterable<Buffer> {
	let start = 0;
	for (let index = 1; index < bytes.length; index++) {
		const inside = pieces.insideCharacters === true && (bytes[index]! & 0xc0) === 0x80;
		if (inside || index - start === pieces.bytes) {
			yield bytes.subarray(start, index);
			start = index;
		}
	}
	yield bytes.subarray(start);
}
