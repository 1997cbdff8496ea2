import { isContextIgnoreName } from '../context/rules/contextIgnore';

/** The verdict on a path a model named. */
export type PathCheck =
	| {
			readonly ok: true;
			/** Normalised: relative, `/` separated, without `.` segments. */
			readonly path: string;
			/** Why writing here needs a confirmation of its own. */
			readonly confirm?: string;
	  }
	| { readonly ok: false; readonly reason: string };

// Windows opens devices under these names in every folder, whatever extension follows.
const reservedName = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$/i;

/**
 * Checks a path by its text alone: relative, inside the workspace on every platform, not in Git's own folder, writable
 * on Windows as well (answers are shared between machines). Links are checked by whoever touches the disk.
 */
export function checkPath(path: string): PathCheck {
	if (path.trim() === '') {
		return refuse('The path is empty.');
	}
	// eslint-disable-next-line no-control-regex -- control characters are what is refused
	if (/[\u0000-\u001f\u007f-\u009f]/.test(path)) {
		return refuse('The path holds control characters.');
	}
	if (/[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.test(path)) {
		return refuse('The path holds invisible characters.');
	}
	if (path.includes('\\')) {
		return refuse('The path holds a backslash.');
	}
	if (path.startsWith('/') || path.startsWith('~') || /^[a-z]:/i.test(path)) {
		return refuse('The path is not relative to the workspace.');
	}
	if (path.includes(':')) {
		return refuse('The path holds a colon.');
	}
	if (/[<>"|?*]/.test(path)) {
		return refuse('The path holds a character that file names may not have.');
	}
	const segments: string[] = [];
	for (const segment of path.split('/')) {
		if (segment === '' || segment === '.') {
			continue;
		}
		if (segment === '..') {
			if (segments.pop() === undefined) {
				return refuse('The path leads out of the workspace.');
			}
			continue;
		}
		const problem = checkSegment(segment);
		if (problem !== undefined) {
			return refuse(problem);
		}
		segments.push(segment);
	}
	if (segments.length === 0 || path.endsWith('/')) {
		return refuse('The path names a folder.');
	}
	const normalised = segments.join('/');
	const confirm = confirmReason(segments);
	return confirm === undefined ? { ok: true, path: normalised } : { ok: true, path: normalised, confirm };
}

function refuse(reason: string): PathCheck {
	return { ok: false, reason };
}

function checkSegment(segment: string): string | undefined {
	// Windows and HFS+ drop or ignore these, so `.git.`, `.git ` and `GIT~1` are all the same folder.
	const folded = segment
		.normalize('NFKC')
		.replace(/[. ]+$/, '')
		.toLowerCase();
	if (folded === '.git' || /^git~\d+$/.test(folded) || segment.toLowerCase() === '.git') {
		return 'The path leads into a .git folder.';
	}
	if (/[. ]$/.test(segment)) {
		return 'A part of the path ends with a dot or a space.';
	}
	if (segment.startsWith(' ')) {
		return 'A part of the path begins with a space.';
	}
	if (reservedName.test(segment.split('.')[0]!.trim())) {
		return `"${segment}" is a reserved name on Windows.`;
	}
	if (segment.length > 255) {
		return 'A part of the path is too long.';
	}
	return undefined;
}

const ciFiles = new Set([
	'.gitlab-ci.yml',
	'.gitlab-ci.yaml',
	'.travis.yml',
	'azure-pipelines.yml',
	'azure-pipelines.yaml',
	'bitbucket-pipelines.yml',
	'jenkinsfile',
	'.drone.yml',
	'.woodpecker.yml',
	'appveyor.yml',
	'.appveyor.yml',
	'.cirrus.yml',
]);
const ciFolders = new Set(['.circleci', '.buildkite', '.woodpecker', '.gitea', '.forgejo']);
const hookFiles = new Set(['.pre-commit-config.yaml', '.pre-commit-config.yml', 'lefthook.yml', '.lefthook.yml']);
const packageFiles = new Set(['.npmrc', '.yarnrc', '.yarnrc.yml', '.pnpmfile.cjs', 'pip.conf', '.pypirc', '.gemrc']);
const gitFiles = new Set(['.gitmodules', '.gitconfig', '.gitattributes']);

/**
 * Why a file may act on its own, without the user running anything of the project by name, or with credentials, or let
 * something private out. Build files such as `Makefile` are left out: they run only when asked, like any source file, and
 * a list that asks about everything is clicked through. `package.json` stays in: its scripts run at every install.
 */
function confirmReason(segments: readonly string[]): string | undefined {
	// Some file systems take look-alikes of letters, such as `ſ`, for the letters.
	const lower = segments.map((segment) => segment.normalize('NFKC').toLowerCase());
	const name = lower.at(-1)!;
	const folders = lower.slice(0, -1);
	if (folders.includes('.vscode') || name.endsWith('.code-workspace')) {
		return 'This file sets up the editor: its tasks and settings can run programs.';
	}
	const github = folders.indexOf('.github');
	if (github >= 0 && (folders[github + 1] === 'workflows' || folders[github + 1] === 'actions')) {
		return 'This file configures continuous integration, which runs with its own credentials.';
	}
	if (ciFiles.has(name) || folders.some((folder) => ciFolders.has(folder))) {
		return 'This file configures continuous integration, which runs with its own credentials.';
	}
	if (folders.some((folder) => folder === '.husky' || folder === '.githooks' || folder === '.git-hooks')) {
		return 'This file is a Git hook: it runs at the next commit or push.';
	}
	if (hookFiles.has(name)) {
		return 'This file configures Git hooks, which run at the next commit or push.';
	}
	if (gitFiles.has(name)) {
		return 'This file configures Git, which can make it fetch code or run filters.';
	}
	if (name === '.gitignore' || isContextIgnoreName(name)) {
		return 'This file says what is kept back: without its lines, private files may be sent with the next question.';
	}
	if (name === 'package.json') {
		return 'This file can hold scripts that run at the next install.';
	}
	if (packageFiles.has(name)) {
		return 'This file tells a package manager where to fetch code from, and with which credentials.';
	}
	if (name === '.envrc') {
		return 'This file runs when a shell enters the folder.';
	}
	if (folders.includes('.devcontainer') || name === '.devcontainer.json') {
		return 'This file sets up a container: its commands run when the folder is opened.';
	}
	return undefined;
}
