import { showDocumentation } from './documentation';
import type { LineSelection } from './lineSelection';
import type { LanguageRules, Role, SyntaxNode } from './syntax';

const importLines = 20;
const linesOfAnImport = 8;
const linesOfAHead = 12;
const linesOfAType = 14;
const membersOfAType = 60;
const linesOfALine = 4;
const linesOfAValue = 2;
/** Deeper scopes are hidden: nobody wrote them by hand. */
const deepestScope = 48;
/** Steps from a declaration to the function or object it stands for. */
const longestWay = 8;

/** What of a body's declarations is shown. */
type View =
	/** All of them. */
	| 'members'
	/** Functions, types and further declaring calls: the body of a declaring call. */
	| 'calls'
	/** Properties of an object. */
	| 'properties';

interface Level {
	readonly nodes: readonly SyntaxNode[];
	readonly view: View;
	next: number;
	/** Comments and attributes that wait for their declaration. */
	waiting: { readonly role: 'comment' | 'prelude'; readonly first: number; last: number }[];
}

const hiddenInCalls: ReadonlySet<Role> = new Set<Role>(['value', 'line', 'import']);

/** Chooses the lines of a source file that declare something. Walks scopes only, and never by recursion. */
export class SyntaxSkeleton {
	readonly #rules: LanguageRules;
	readonly #lines: LineSelection;
	readonly #levels: Level[] = [];
	#imports = 0;

	constructor(rules: LanguageRules, lines: LineSelection) {
		this.#rules = rules;
		this.#lines = lines;
	}

	/** @param root the node of the whole file */
	choose(root: SyntaxNode): void {
		const [first] = root.namedChildren;
		if (first && this.#rules.roles[first.type] === 'comment') {
			// What a file begins with says what the file is for.
			showDocumentation(this.#lines, firstRow(first), lastRow(first));
		}
		this.#open(root, 'members');
		for (let level = this.#levels.at(-1); level !== undefined; level = this.#levels.at(-1)) {
			const node = level.nodes[level.next++];
			if (node === undefined) {
				this.#levels.pop();
			} else {
				this.#visit(node, level);
			}
		}
	}

	#open(node: SyntaxNode, view: View): void {
		if (this.#levels.length < deepestScope) {
			this.#levels.push({ nodes: node.namedChildren, view, next: 0, waiting: [] });
		}
	}

	#visit(node: SyntaxNode, level: Level): void {
		const role = this.#rules.roles[node.type];
		if (role === 'comment' || role === 'prelude') {
			this.#wait(node, role, level);
			return;
		}
		if (this.#isDocumentationString(node, level)) {
			showDocumentation(this.#lines, firstRow(node), lastRow(node));
			return;
		}
		if (role === undefined || (level.view === 'calls' && hiddenInCalls.has(role))) {
			level.waiting = [];
			return;
		}
		const before = this.#lines.shown;
		this.#show(node, role, level.view);
		if (this.#lines.shown > before) {
			this.#showWaiting(node, level);
		}
		level.waiting = [];
	}

	#wait(node: SyntaxNode, role: 'comment' | 'prelude', { waiting }: Level): void {
		const first = firstRow(node);
		const last = lastRow(node);
		const previous = waiting.at(-1);
		if (previous && first > previous.last + 1) {
			waiting.length = 0;
		}
		if (previous && role === 'comment' && previous.role === 'comment' && first === previous.last + 1) {
			previous.last = last;
		} else {
			waiting.push({ role, first, last });
		}
	}

	#showWaiting(node: SyntaxNode, { waiting }: Level): void {
		if (waiting.length === 0 || waiting.at(-1)!.last + 1 < firstRow(node)) {
			return;
		}
		for (const { role, first, last } of waiting) {
			if (role === 'comment') {
				showDocumentation(this.#lines, first, last);
			} else {
				this.#lines.show(first);
				this.#lines.close(last);
			}
		}
	}

	#isDocumentationString(node: SyntaxNode, level: Level): boolean {
		return (
			this.#rules.documentationStrings === true &&
			level.next === 1 &&
			node.type === 'expression_statement' &&
			node.namedChildren[0]?.type === 'string'
		);
	}

	#show(node: SyntaxNode, role: Exclude<Role, 'comment' | 'prelude'>, view: View): void {
		switch (role) {
			case 'descend':
				this.#open(node, view);
				break;
			case 'lead':
				this.#showLead(node, view);
				break;
			case 'scope':
				this.#showScope(node);
				break;
			case 'function':
				this.#showFunction(node, this.#body(node));
				break;
			case 'type':
				this.#showType(node);
				break;
			case 'import':
				this.#showImport(node);
				break;
			case 'value':
				if (node.type !== 'expression_statement' || node.namedChildren[0]?.type === 'assignment') {
					this.#showValue(node);
				}
				break;
			case 'line':
				this.#showShort(node, linesOfALine);
				break;
			case 'call':
				this.#showCall(node, view);
				break;
		}
	}

	/** A node that wraps a declaration: shows its lines up to the declaration's own. */
	#showLead(node: SyntaxNode, view: View): void {
		const { roles } = this.#rules;
		const inner = node.namedChildren.findLast((child) => {
			const role = roles[child.type];
			return role !== undefined && role !== 'comment' && role !== 'prelude';
		});
		if (inner === undefined) {
			this.#showValue(node);
		} else {
			const first = firstRow(node);
			this.#lines.show(first, Math.min(firstRow(inner), first + linesOfAHead));
			this.#open(node, view);
		}
	}

	#showScope(node: SyntaxNode): void {
		const body = this.#body(node);
		if (body === undefined) {
			this.#showShort(node, linesOfAHead);
			return;
		}
		this.#showHead(node, body);
		if (lastRow(node) > firstRow(body) && /^\s*(?:[}\])]|end\b)/.test(this.#lines.line(lastRow(node)))) {
			this.#lines.show(lastRow(node));
		}
		this.#open(body, 'members');
	}

	#showFunction(node: SyntaxNode, body: SyntaxNode | undefined): void {
		if (body === undefined) {
			this.#showShort(node, linesOfAHead);
			return;
		}
		this.#showHead(node, body);
		this.#lines.close(lastRow(node));
		const [first] = this.#rules.documentationStrings ? body.namedChildren.slice(0, 1) : [];
		if (first?.type === 'expression_statement' && first.namedChildren[0]?.type === 'string') {
			showDocumentation(this.#lines, firstRow(first), lastRow(first));
		}
	}

	/** The lines from a declaration's begin to where its body opens. */
	#showHead(node: SyntaxNode, body: SyntaxNode): void {
		const first = firstRow(node);
		const { row, column } = body.startPosition;
		const line = this.#lines.line(row);
		const opensHere = row === first || line[column] === '{' || line.slice(0, column).trim() !== '';
		const last = opensHere ? row : row - 1;
		this.#lines.show(first, Math.max(first, Math.min(last, first + linesOfAHead - 1)));
	}

	#showType(node: SyntaxNode): void {
		const first = firstRow(node);
		const last = lastRow(node);
		if (last - first < linesOfAType) {
			this.#lines.show(first, last);
			return;
		}
		const body = this.#deepBody(node);
		if (body === undefined) {
			this.#lines.show(first, first + linesOfALine - 1);
			this.#lines.close(last);
			return;
		}
		this.#showHead(node, body);
		const members = body.namedChildren.filter((child) => this.#rules.roles[child.type] !== 'comment');
		for (const member of members.slice(0, membersOfAType)) {
			this.#showShort(member, linesOfALine);
		}
		this.#lines.close(last);
	}

	#showImport(node: SyntaxNode): void {
		if (this.#imports < importLines) {
			const before = this.#lines.shown;
			const first = firstRow(node);
			this.#lines.show(first, Math.min(lastRow(node), first + linesOfAnImport - 1));
			this.#lines.close(lastRow(node));
			this.#imports += this.#lines.shown - before;
		}
	}

	#showShort(node: SyntaxNode, most: number): void {
		const first = firstRow(node);
		const last = lastRow(node);
		if (last - first < most) {
			this.#lines.show(first, last);
		} else {
			this.#lines.show(first);
			this.#lines.close(last);
		}
	}

	#showValue(node: SyntaxNode): void {
		const target = this.#target(node);
		if (target && this.#rules.functionValues?.includes(target.type)) {
			this.#showHead(node, this.#body(target) ?? target);
			this.#lines.close(lastRow(target));
		} else if (target && this.#rules.objects?.includes(target.type) && this.#hasFunctions(target)) {
			this.#showHead(node, target);
			this.#lines.show(lastRow(target));
			this.#open(target, 'properties');
		} else {
			this.#showShort(node, linesOfAValue);
		}
	}

	/** A call on a line of its own: shown when it names or wraps declarations, and then opened. */
	#showCall(node: SyntaxNode, view: View): void {
		if (node.type === 'call') {
			this.#showBlockCall(node, view);
			return;
		}
		const expression = node.namedChildren[0];
		if (expression && this.#rules.roles[expression.type] === 'scope') {
			this.#showScope(expression);
			return;
		}
		if (expression?.type.startsWith('assignment') === true) {
			if (view === 'members') {
				this.#showValue(node);
			}
			return;
		}
		const call = expression?.type === 'call_expression' ? expression : undefined;
		const wrapped = call?.childForFieldName('function');
		const values = call?.childForFieldName('arguments')?.namedChildren ?? [];
		const inner = wrapped?.type === 'parenthesized_expression' ? wrapped.namedChildren[0] : values.at(-1);
		const body = inner && this.#rules.functionValues?.includes(inner.type) ? this.#body(inner) : undefined;
		const isWrapper = inner !== values.at(-1);
		if (body === undefined || !(isWrapper || this.#rules.titles?.includes(values[0]?.type ?? '') === true)) {
			return;
		}
		this.#showHead(node, body);
		if (isWrapper) {
			this.#lines.show(lastRow(node));
		} else {
			this.#lines.close(lastRow(node));
		}
		this.#open(body, isWrapper ? view : 'calls');
	}

	/** Ruby's calls: macros of a class, and blocks that describe something. */
	#showBlockCall(node: SyntaxNode, view: View): void {
		const block = node.childForFieldName('block');
		const title = node.childForFieldName('arguments')?.namedChildren[0]?.type ?? '';
		if (view === 'calls' && !(block && this.#rules.titles?.includes(title))) {
			return;
		}
		if (block) {
			this.#showHead(node, block);
			this.#lines.close(lastRow(node));
			this.#open(block.childForFieldName('body') ?? block, 'calls');
		} else {
			this.#showShort(node, linesOfAValue);
		}
	}

	/** The function or object a declaration gives a name to. */
	#target(node: SyntaxNode): SyntaxNode | undefined {
		const { values, functionValues = [], objects = [] } = this.#rules;
		let target: SyntaxNode | null | undefined = node;
		for (let step = 0; values && target && step < longestWay; step++) {
			if (functionValues.includes(target.type) || objects.includes(target.type)) {
				return target;
			}
			const field: string | undefined = values[target.type];
			if (field === undefined) {
				return undefined;
			}
			const held: SyntaxNode | null = field === '' ? null : target.childForFieldName(field);
			target = field === '' ? target.namedChildren[0] : field === 'arguments' ? held?.namedChildren.at(-1) : held;
		}
		return undefined;
	}

	#hasFunctions(object: SyntaxNode): boolean {
		return object.namedChildren.some(
			(child) =>
				this.#rules.roles[child.type] === 'function' ||
				this.#rules.functionValues?.includes(child.childForFieldName('value')?.type ?? '') === true,
		);
	}

	#body(node: SyntaxNode): SyntaxNode | undefined {
		return (
			node.childForFieldName('body') ?? node.namedChildren.findLast((child) => this.#rules.bodies.includes(child.type))
		);
	}

	/** The body of a type that is wrapped, as in `type T struct {…}`. */
	#deepBody(node: SyntaxNode): SyntaxNode | undefined {
		let inner: SyntaxNode | undefined = node;
		for (let step = 0; inner !== undefined && step < longestWay; step++) {
			if (this.#rules.bodies.includes(inner.type)) {
				return inner;
			}
			const children: readonly SyntaxNode[] = inner.namedChildren;
			inner =
				inner.childForFieldName('body') ??
				inner.childForFieldName('type') ??
				inner.childForFieldName('value') ??
				children.findLast((child) => this.#rules.roles[child.type] !== 'comment');
		}
		return undefined;
	}
}

function firstRow(node: SyntaxNode): number {
	return node.startPosition.row;
}

/** The last row a node has a character in. */
function lastRow({ startPosition, endPosition }: SyntaxNode): number {
	return endPosition.column === 0 && endPosition.row > startPosition.row ? endPosition.row - 1 : endPosition.row;
}
