/** Text as a literal of another language. Names of headers and templates come from whoever set the contract up. */

/** In double quotes, as JavaScript, Python and Go read alike. */
export function doubleQuoted(text: string): string {
  return JSON.stringify(text).replaceAll("\ufeff", "\\ufeff");
}

/** In PHP's single quotes, where nothing but the quote and the backslash means anything. */
export function phpQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** In a shell's single quotes, where nothing means anything. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
