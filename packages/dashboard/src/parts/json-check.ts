/** A JSON object, or what is wrong with the text, in a sentence. */
type JsonCheck = { value: Record<string, unknown> } | { fault: string };

const NO_OBJECT = "It must be a JSON object: { … }.";

/** What data of the API must be: one JSON object. */
export function checkJsonObject(text: string): JsonCheck {
  if (text.trim() === "") return { fault: NO_OBJECT };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // The browser's own words say which character it is, and where.
    return { fault: `It is no JSON: ${(error as Error).message}.` };
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? { value: value as Record<string, unknown> } : { fault: NO_OBJECT };
}
