/** Undefined when it is no JSON in UTF-8: which JSON never is. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    // That it is none is all that there is to say of it.
    return undefined;
  }
}
