/** Operations by name, each with its input and output: plain data, so that it may cross threads. */
export type OperationTable<Operations> = {
	readonly [Name in keyof Operations]: { readonly input: unknown; readonly output: unknown };
};

/** Carries operations out, wherever that is done. */
export interface Engine<Operations extends OperationTable<Operations>> {
	call<Name extends keyof Operations & string>(
		operation: Name,
		input: Operations[Name]['input'],
		signal: AbortSignal,
	): Promise<Operations[Name]['output']>;
}
