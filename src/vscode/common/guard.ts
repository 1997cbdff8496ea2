/** Runs something and shows its failure to the user. */
export type Guard = (run: () => Promise<void>) => Promise<void>;
