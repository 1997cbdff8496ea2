/** The colours to look at: each kind that VS Code tells its webviews. */
export const themes = {
	light: { setting: 'Default Light Modern', kind: 'vs' },
	dark: { setting: 'Default Dark Modern', kind: 'vs-dark' },
	'high-contrast': { setting: 'Default High Contrast', kind: 'hc-black' },
	'high-contrast-light': { setting: 'Default High Contrast Light', kind: 'hc-light' },
} as const;

export type Theme = keyof typeof themes;
