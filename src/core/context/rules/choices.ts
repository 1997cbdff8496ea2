import { createPathRules, type ContextRules } from '../rules';
import { isDataPath } from './classifyText';

/** A file or folder of the workspace that the user decides about. */
export interface ChosenPath {
	/** As the pack names it: starts with the root's name when there are several roots. No slash at its end. */
	readonly path: string;
	readonly isFolder: boolean;
	/** Name of the root, where there are several. */
	readonly rootName?: string | undefined;
	/** A built-in rule is known to leave it out, so that not excluding it is not enough. */
	readonly leftOutByRule?: boolean;
}

/** The pattern that means this file or folder and nothing else. */
export function patternOf({ path, isFolder }: Pick<ChosenPath, 'path' | 'isFolder'>): string {
	return `/${path.replace(/[\\*?[\]!# ]/g, '\\$&')}${isFolder ? '/' : ''}`;
}

/** The path that a pattern made by `patternOf` means; undefined for one that may mean several. */
export function pathOfPattern(pattern: string): Pick<ChosenPath, 'path' | 'isFolder'> | undefined {
	const match = /^\/((?:[^\\*?[\]]|\\.)+?)(\/?)$/s.exec(pattern);
	return match ? { path: match[1]!.replace(/\\(.)/gs, '$1'), isFolder: match[2] === '/' } : undefined;
}

/** The rules after the user excluded a path. Undone by `withIncluded`. */
export function withExcluded(rules: ContextRules, chosen: ChosenPath): ContextRules {
	const patterns = exactPatterns(chosen);
	const include = without(rules.include, patterns);
	const exclude = without(
		rules.exclude,
		patterns.map((pattern) => `!${pattern}`),
	);
	const after = { ...rules, exclude, include };
	const isOut =
		isExcluded(exclude, chosen) ||
		(!chosen.isFolder && (isLeftOut(after, chosen) || wasBroughtIn(rules, after, chosen)));
	return { ...rules, exclude: isOut ? exclude : [...exclude, patternOf(chosen)], include };
}

/**
 * Whether a pattern for this file alone had brought it in, which is no more: then a rule about its text leaves it out, as
 * before. Of data the first lines would stay.
 */
function wasBroughtIn(before: ContextRules, after: ContextRules, chosen: ChosenPath): boolean {
	const { path, rootName } = chosen;
	const below = rootName === undefined ? path : path.slice(rootName.length + 1);
	return (
		before.include.length > after.include.length &&
		!isDataPath(path) &&
		!createPathRules(after, () => undefined).includes(below, { rootName })
	);
}

/**
 * The rules after the user included a path. What the user excluded around it stays excluded: `/src/` becomes all that
 * is in `/src` but this.
 */
export function withIncluded(rules: ContextRules, chosen: ChosenPath): ContextRules {
	const exclude = readmitted(rules.exclude, chosen);
	const readmittedRules = { ...rules, exclude };
	const isChanged = exclude.length !== rules.exclude.length || exclude.some((each, at) => each !== rules.exclude[at]);
	const needsInclusion = chosen.isFolder
		? chosen.leftOutByRule === true && !isChanged
		: chosen.leftOutByRule === true || isLeftOut(readmittedRules, chosen);
	const pattern = patternOf(chosen);
	return needsInclusion && !rules.include.includes(pattern)
		? { ...readmittedRules, include: [...rules.include, pattern] }
		: readmittedRules;
}

function readmitted(exclude: readonly string[], chosen: ChosenPath): readonly string[] {
	let patterns = without(exclude, exactPatterns(chosen));
	if (chosen.isFolder && patterns.length === exclude.length && !isExcluded(patterns, chosen)) {
		const inside = patternOf(chosen);
		patterns = patterns.filter((each) => !(each.startsWith(inside) && pathOfPattern(each) !== undefined));
	}
	for (const ancestor of ancestorsOf(chosen)) {
		if (isExcluded(patterns, ancestor)) {
			const exact = exactPatterns(ancestor);
			const around = patternOf(ancestor);
			patterns = without(patterns, exact);
			patterns = [...patterns, ...(isExcluded(patterns, ancestor) ? [`!${around}`] : []), `${around}*`];
		}
	}
	return isExcluded(patterns, chosen) ? [...patterns, `!${patternOf(chosen)}`] : patterns;
}

/** Folders around a path, the outermost first. */
function ancestorsOf({ path, rootName }: ChosenPath): ChosenPath[] {
	const ancestors: ChosenPath[] = [];
	for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
		ancestors.push({ path: path.slice(0, slash), isFolder: true, rootName });
	}
	return ancestors;
}

/** A folder's pattern may stand there without its slash. */
function exactPatterns(chosen: ChosenPath): string[] {
	const pattern = patternOf(chosen);
	return chosen.isFolder ? [pattern, pattern.slice(0, -1)] : [pattern];
}

function without(patterns: readonly string[], removed: readonly string[]): readonly string[] {
	return patterns.filter((pattern) => !removed.includes(pattern));
}

function isExcluded(exclude: readonly string[], chosen: ChosenPath): boolean {
	return isLeftOut({ exclude, include: [] }, chosen, 'excluded by setting');
}

function isLeftOut(rules: ContextRules, { path, isFolder, rootName }: ChosenPath, reason?: string): boolean {
	const below = rootName === undefined ? path : path.slice(rootName.length + 1);
	const decide = createPathRules(rules, () => undefined);
	// A root itself has no path below the root.
	const decision = decide(isFolder && below !== '' ? `${below}/` : below, { rootName });
	return decision !== undefined && (reason === undefined || decision.reason === reason);
}
