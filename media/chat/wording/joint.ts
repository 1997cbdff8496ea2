/** A figure and its unit stay on one line. */
export const joint = '\u00A0';
