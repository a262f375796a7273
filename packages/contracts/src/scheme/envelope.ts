/** Envelopes by concatenation: the data is spliced as it stands, for parsing it again would be the dearest part of a send. */

/** A JSON string. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

/** `data` with one more member at its end; a member of that name that is already there gets the value in its place. */
export function withMember(data: string, name: string, value: string): string {
  // A quoted name followed by a colon is a name somewhere in the data, perhaps deep inside: only then is it worth a parse.
  if (data.includes(`"${name}":`)) {
    const parsed = JSON.parse(data) as Record<string, unknown>;
    parsed[name] = value;
    return JSON.stringify(parsed);
  }
  const separator = data === "{}" ? "" : ",";
  return `${data.slice(0, -1)}${separator}"${name}":${quote(value)}}`;
}

/** A member of `data` itself that is text, or undefined. Parses only when the name is there and does not stand first. */
export function readTextMember(data: string, name: string): string | undefined {
  const opening = `{"${name}":"`;
  if (data.startsWith(opening)) {
    const end = data.indexOf('"', opening.length);
    const text = data.slice(opening.length, end);
    if (!text.includes("\\")) return text;
  }
  if (!data.includes(`"${name}":"`)) return undefined;
  const value = (JSON.parse(data) as Record<string, unknown>)[name];
  return typeof value === "string" ? value : undefined;
}
