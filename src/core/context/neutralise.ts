/**
 * DeepSeek's control tokens have textual forms such as `<｜User｜>`. A repository about language models contains them;
 * the endpoint may refuse them or read them as control. A word joiner (U+2060) after the first character makes them
 * plain text; literals that already hold joiners get one more, so that `restore` gives back the exact original.
 * A bar may begin a literal of its own and have a joiner behind it, which must not hide the literal around it.
 */
const literal = /(<|\uff5c)(\u2060*)(?=\uff5c\u2060*[\p{L}\p{N}_\u2581 ]+\uff5c>|DSML\uff5c|\/?think>)/gu;
const neutralised = /(<|\uff5c)(\u2060+)(?=\uff5c\u2060*[\p{L}\p{N}_\u2581 ]+\uff5c>|DSML\uff5c|\/?think>)/gu;
/** Cheap test that spares nearly every file the expressions. */
const suspicious = /\uff5c|<\u2060*\/?think>/u;

/** Makes control-token literals plain text. The identity for text without them. */
export function neutralise(text: string): string {
	return suspicious.test(text) ? text.replace(literal, '$1$2\u2060') : text;
}

/** Undoes `neutralise`: `restore(neutralise(text)) === text` for every text. */
export function restore(text: string): string {
	return suspicious.test(text)
		? text.replace(neutralised, (_, first: string, joiners: string) => first + joiners.slice(1))
		: text;
}
