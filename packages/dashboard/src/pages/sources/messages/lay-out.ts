const INDENT = "  ";

/**
 * JSON with line breaks, and nothing else changed: numbers beyond 2^53, keys that come twice and escapes stay as they came.
 * Null when it is no JSON.
 */
export function layOut(text: string): string | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  let depth = 0;
  const breakLine = () => `\n${INDENT.repeat(depth)}`;
  return text.replace(TOKEN, (token, string: string | undefined, empty: string | undefined) => {
    if (string !== undefined) return string;
    if (empty !== undefined) return empty.replace(/\s+/g, "");
    switch (token.trim()) {
      case "":
        return "";
      case "{":
      case "[":
        depth += 1;
        return token.trim() + breakLine();
      case "}":
      case "]":
        depth -= 1;
        return breakLine() + token.trim();
      case ",":
        return `,${breakLine()}`;
      default:
        return ": ";
    }
  });
}

/** Strings as a whole, empty containers, punctuation, and space between them. */
const TOKEN = /("(?:[^"\\]|\\.)*")|(\{\s*\}|\[\s*\])|[{}[\],:]|\s+/g;
