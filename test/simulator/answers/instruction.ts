/** Something the stand-in can do to files. */
export type Instruction =
	/** Replaces every occurrence: of a whole name, or of a literal text. */
	| {
			readonly kind: 'replace';
			readonly from: string;
			readonly to: string;
			readonly whole: boolean;
			readonly scope: Scope;
	  }
	| { readonly kind: 'header'; readonly text: string; readonly scope: Scope }
	| { readonly kind: 'rename-file'; readonly from: string; readonly to: string }
	| { readonly kind: 'delete-file'; readonly path: string }
	| { readonly kind: 'create-file'; readonly path: string; readonly text: string };

/** Which files are meant. */
interface Scope {
	/** Folder or file; undefined for the whole repository. */
	readonly within: string | undefined;
	readonly except: string | undefined;
}

/** A quoted text or a single word. Groups: backticks, double quotes, single quotes, bare. */
const operand = '(?:`([^`\\n]+)`|"([^"\\n]+)"|\'([^\'\\n]+)\'|([^\\s`"\',;]+))';
const every = '(?:(?:every|all|each|any)\\s+)?(?:(?:occurrences?|uses?|instances?|mentions?)\\s+of\\s+)?(?:the\\s+)?';
const noun =
	'(?:(?:function|method|class|interface|type|variable|constant|field|property|parameter|symbol|identifier|name|word|text|string|module|component|enum|struct|option)\\s+)?';
const rename = new RegExp(`\\brename\\s+${every}${noun}${operand}\\s+(?:to|as|into)\\s+${operand}`, 'giu');
const replace = new RegExp(`\\breplace\\s+${every}${noun}${operand}\\s+(?:with|by)\\s+${operand}`, 'giu');
const change = new RegExp(`\\bchange\\s+${every}${noun}${operand}\\s+(?:to|into)\\s+${operand}`, 'giu');
const renameFile = new RegExp(
	`\\b(?:rename|move)\\s+(?:the\\s+)?file\\s+${operand}\\s+(?:to|into|as)\\s+${operand}`,
	'giu',
);
const deleteFile = new RegExp(`\\b(?:delete|remove)\\s+(?:the\\s+)?file\\s+${operand}`, 'giu');
const createFile = new RegExp(
	`\\b(?:create|add|write)\\s+(?:a\\s+|the\\s+)?(?:new\\s+)?file\\s+(?:called\\s+|named\\s+)?${operand}` +
		'\\s+(?:with|containing|that\\s+says)\\s*(?:the\\s+(?:text|content|contents)\\s*)?:?\\s*([\\s\\S]+)$',
	'iu',
);
const header = new RegExp(
	`\\b(?:add|insert|put)\\s+(?:a|the|this)\\s+(?:header|first|top)?\\s*(?:comment|line|header)?\\s*:?\\s*${operand}` +
		'\\s+(?:to|into|at\\s+the\\s+top\\s+of|on\\s+top\\s+of)\\s+(?:every|all|each)\\s+(?:\\S+\\s+)?files?',
	'iu',
);
const question = /^\s*(?:how|what|why|where|when|who|which|does|do|is|are|should|explain|describe)\b/i;

/** Reads what a person asks to be changed; empty when it is a question. */
export function parseInstructions(text: string): Instruction[] {
	if (question.test(text)) {
		return [];
	}
	const created = createFile.exec(text);
	if (created !== null) {
		return [{ kind: 'create-file', path: trimmed(operandAt(created, 1).text), text: givenText(created[5]!) }];
	}
	const scope = parseScope(text);
	const heading = header.exec(text);
	if (heading !== null) {
		return [{ kind: 'header', text: operandAt(heading, 1).text, scope }];
	}
	const found: { at: number; instruction: Instruction }[] = [];
	let rest = text;
	const collect = (expression: RegExp, read: (match: RegExpExecArray) => Instruction) => {
		for (const match of rest.matchAll(expression)) {
			found.push({ at: match.index, instruction: read(match) });
			rest = rest.slice(0, match.index) + ' '.repeat(match[0].length) + rest.slice(match.index + match[0].length);
		}
	};
	collect(renameFile, (match) => ({
		kind: 'rename-file',
		from: trimmed(operandAt(match, 1).text),
		to: trimmed(operandAt(match, 5).text),
	}));
	collect(deleteFile, (match) => ({ kind: 'delete-file', path: trimmed(operandAt(match, 1).text) }));
	collect(rename, (match) => replacement(match, scope, false));
	collect(replace, (match) => replacement(match, scope, true));
	collect(change, (match) => replacement(match, scope, true));
	return found.sort((a, b) => a.at - b.at).map(({ instruction }) => instruction);
}

/** A quoted text is meant literally unless it is to be renamed or is a name in backticks. */
function replacement(match: RegExpExecArray, scope: Scope, literalWhenQuoted: boolean): Instruction {
	const from = operandAt(match, 1);
	const to = operandAt(match, 5);
	const isName = /^[\p{L}_$][\p{L}\p{N}_$-]*(?:\(\))?$/u.test(from.text);
	const whole = isName && !(literalWhenQuoted && from.quote === '"');
	const bare = (each: { text: string; quote: string }) =>
		each.quote === '' || !literalWhenQuoted ? trimmed(each.text) : each.text;
	return { kind: 'replace', from: bare(from), to: bare(to), whole: whole || from.quote === '', scope };
}

function operandAt(match: RegExpExecArray, group: number): { text: string; quote: string } {
	const [ticks, double, single, bare] = [match[group], match[group + 1], match[group + 2], match[group + 3]];
	if (ticks !== undefined) {
		return { text: ticks, quote: '`' };
	}
	return { text: double ?? single ?? bare ?? '', quote: double !== undefined || single !== undefined ? '"' : '' };
}

/** Without the full stop of the sentence and the brackets of a call. */
function trimmed(text: string): string {
	return text.replace(/[.!?:]+$/, '').replace(/\(\)$/, '');
}

function parseScope(text: string): Scope {
	const path = '(?:the\\s+)?(?:folder\\s+|directory\\s+|file\\s+)?[`"\']?([\\w@.-]*(?:/|\\.\\w)[\\w@./-]*)[`"\']?';
	const except = new RegExp(`\\b(?:except|excluding|but\\s+not|not)\\s+(?:in\\s+|under\\s+)?${path}`, 'i').exec(text);
	const rest = except === null ? text : text.replace(except[0], '');
	const within = new RegExp(`\\b(?:in|under|inside|within)\\s+(?:all\\s+files\\s+in\\s+)?${path}`, 'i').exec(rest);
	return { within: folder(within?.[1]), except: folder(except?.[1]) };
}

function folder(path: string | undefined): string | undefined {
	return path?.replace(/^\.\//, '').replace(/[.…*]+$/, '');
}

/** Whether a file is meant. */
export function inScope(path: string, { within, except }: Scope): boolean {
	const isIn = (each: string) => path === each || path.startsWith(each.endsWith('/') ? each : `${each}/`);
	return (within === undefined || isIn(within)) && (except === undefined || !isIn(except));
}

/** The content asked for: what is fenced or quoted, or everything as it stands. */
function givenText(text: string): string {
	const fenced = /^\s*(`{3,})[^\n`]*\n([\s\S]*?)\n\1/.exec(text);
	if (fenced !== null) {
		return `${fenced[2]!}\n`;
	}
	const quoted = /^\s*(?:`([^`]+)`|"([^"]+)"|'([^']+)')/.exec(text);
	return `${quoted?.[1] ?? quoted?.[2] ?? quoted?.[3] ?? text.trim()}\n`;
}
