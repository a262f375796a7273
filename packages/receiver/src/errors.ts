/** What this package throws: mistakes of the program that uses it, never anything that a request holds. */

export class UnknownPlatformError extends Error {
  override readonly name = "UnknownPlatformError";
  readonly code = "unknown_platform";

  constructor(platform: string, known: readonly string[]) {
    super(`There is no platform "${platform}". There are: ${known.join(", ")}.`);
  }
}

/** What a dedupe store throws when it cannot say whether an event is new. The sender is then asked to come again. */
export class StoreUnavailableError extends Error {
  override readonly name = "StoreUnavailableError";
  readonly code = "store_unavailable";
}

export class UnparsableError extends Error {
  override readonly name = "UnparsableError";
  readonly code = "unparsable";
}
