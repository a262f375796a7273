/**
 * Search parameters are texts and stay as they were typed: the router's own way would read `?id=123` as a number and write
 * it as `?id=%22123%22`.
 */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** With the question mark; parameters that are undefined are left out. */
export function stringifySearch(search: Record<string, unknown>): string {
  const set = Object.entries(search).filter((pair): pair is [string, string] => typeof pair[1] === "string");
  const text = new URLSearchParams(set).toString();
  return text === "" ? "" : `?${text}`;
}
