import { withEol } from '../../core/common/lines';
import { withFinalNewline } from '../../core/edits/editorConfig';
import type { EditPlan, PlannedFile } from '../../core/edits/types';
import { errorMessage } from '../../core/common/errors';
import { editorConfigsIn, NewFileStyles } from './newFileStyle';
import { deleteFile, moveFile, readTextFile, writeTextFile } from './textFile';

/** What became of one planned file. */
export interface WriteResult {
	readonly file: PlannedFile;
	readonly written: boolean;
	/** A sentence: what was done, or why it was not. */
	readonly message: string;
}

/**
 * Carries a plan out on disk, file by file; one that fails does not stop the others.
 * @param sensitive write files that need a confirmation of their own, too
 */
export async function writePlan(root: string, plan: EditPlan, sensitive: boolean): Promise<WriteResult[]> {
	const results: WriteResult[] = [];
	const styles = new NewFileStyles(editorConfigsIn(root));
	for (const file of plan.files) {
		if (file.confirm !== undefined && !sensitive) {
			results.push({ file, written: false, message: `${file.confirm} Use --sensitive to write it.` });
			continue;
		}
		try {
			results.push({ file, written: true, message: await writeFile(root, file, styles) });
		} catch (error) {
			results.push({ file, written: false, message: errorMessage(error) });
		}
	}
	return results;
}

async function writeFile(root: string, file: PlannedFile, styles: NewFileStyles): Promise<string> {
	const stored = file.before === undefined ? undefined : readTextFile(root, file.path);
	if (file.before !== undefined && stored?.text !== file.before) {
		return Promise.reject(new Error(`${file.path} changed in the meantime and was left alone; run the command again.`));
	}
	if (file.after === undefined) {
		deleteFile(root, file.path);
		return 'deleted';
	}
	if (file.before === undefined) {
		const style = styles.styleOf(file.path);
		const text = withFinalNewline(style.eol ? withEol(file.after, style.eol) : file.after, style, style.eol ?? '\n');
		await writeTextFile(root, file.path, text, { encoding: 'utf8', byteOrderMark: style.charset === 'utf-8-bom' });
		return 'created';
	}
	if (file.renamedTo !== undefined) {
		moveFile(root, file.path, file.renamedTo);
	}
	const target = file.renamedTo ?? file.path;
	if (file.after !== file.before) {
		await writeTextFile(root, target, file.after, stored);
	}
	return file.renamedTo === undefined ? 'modified' : 'renamed';
}
