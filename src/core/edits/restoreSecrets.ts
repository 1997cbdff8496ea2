import { findPlaceholders, restorePlaceholders } from '../secrets/restore';
import type { Edit } from './types';

/** Tells what placeholders of secrets stand for; those whose value is not known are missing. */
export type SecretValues = (placeholders: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** An edit as it is carried out: with the values of secrets instead of their placeholders. */
export interface RestoredEdit {
	readonly edit: Edit;
	/** What looks like placeholders but has no known value. */
	readonly unknown: readonly string[];
}

/** Puts the values of secrets into edits. Asks for the values once, and not at all without placeholders. */
export async function restoreEdits(
	edits: readonly Edit[],
	values: SecretValues | undefined,
): Promise<readonly RestoredEdit[]> {
	const placeholders = [...new Set(edits.flatMap((edit) => textsOf(edit).flatMap(findPlaceholders)))];
	if (placeholders.length === 0 || values === undefined) {
		return edits.map((edit) => ({ edit, unknown: [] }));
	}
	const known = await values(placeholders);
	return edits.map((edit) => {
		const unknown = new Set<string>();
		const restore = (text: string) => {
			const restored = restorePlaceholders(text, (placeholder) => known.get(placeholder));
			restored.unknown.forEach((placeholder) => unknown.add(placeholder));
			return restored.text;
		};
		return { edit: mapTexts(edit, restore), unknown: [...unknown] };
	});
}

/** A text that was sent, as it stands in the file. */
export async function restoreText(text: string, values: SecretValues | undefined): Promise<string> {
	const placeholders = values ? findPlaceholders(text) : [];
	if (placeholders.length === 0) {
		return text;
	}
	const known = await values!(placeholders);
	return restorePlaceholders(text, (placeholder) => known.get(placeholder)).text;
}

function textsOf(edit: Edit): string[] {
	switch (edit.kind) {
		case 'replace':
			return [edit.search, edit.replace, ...(edit.readings ?? []).flatMap((each) => [each.search, each.replace])];
		case 'write':
			return [edit.content];
		case 'delete':
		case 'rename':
			return [];
	}
}

function mapTexts(edit: Edit, map: (text: string) => string): Edit {
	switch (edit.kind) {
		case 'replace':
			return {
				...edit,
				search: map(edit.search),
				replace: map(edit.replace),
				...(edit.anchor === undefined ? {} : { anchor: map(edit.anchor) }),
				...(edit.readings === undefined
					? {}
					: { readings: edit.readings.map((each) => ({ search: map(each.search), replace: map(each.replace) })) }),
			};
		case 'write':
			return { ...edit, content: map(edit.content) };
		case 'delete':
		case 'rename':
			return edit;
	}
}
