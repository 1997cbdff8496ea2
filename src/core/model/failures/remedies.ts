/** What a person can do about a failure or an answer that is not whole; the edge turns each into a button or a hint. */
export type Remedy =
	| 'set-key'
	| 'top-up'
	| 'retry'
	/** Try again after a while: now it would fail in the same way. */
	| 'wait'
	/** Let the model go on from where the answer broke off. */
	| 'continue'
	/** Allow a longer answer, or less reasoning. */
	| 'more-room'
	/** Leave files out and begin a new chat. */
	| 'send-less'
	| 'choose-model'
	| 'change-endpoint'
	| 'check-network'
	| 'check-proxy'
	| 'check-certificate'
	| 'rephrase';
