import { l10n } from 'vscode';
import { inputStep, type StepResult } from '../../common/quickInput';

/** Asks for the key of one host. Nothing is stored here. */
export async function keyStep(host: string, back: boolean, pageOfKeys?: string): Promise<StepResult<string>> {
	const kept = l10n.t("Kept in your system's keychain and sent to {0} only.", host);
	const result = await inputStep({
		title: l10n.t('API key for {0}', host),
		prompt: pageOfKeys === undefined ? kept : l10n.t('{0} Keys are made at {1}.', kept, pageOfKeys),
		password: true,
		back,
		validate: keyProblem,
	});
	return result.kind === 'chosen' ? { kind: 'chosen', value: result.value.trim() } : result;
}

function keyProblem(value: string): string | undefined {
	const trimmed = value.trim();
	if (trimmed === '') {
		return l10n.t('Enter the key.');
	}
	// Header values are Latin-1 at most; a key pasted with other characters never works.
	return /^[\x21-\x7e]+$/.test(trimmed) ? undefined : l10n.t('A key has no spaces or special characters.');
}
