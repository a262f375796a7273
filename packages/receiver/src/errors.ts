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

/** What a store throws when it is opened where the runtime has not what it stands on. */
export class StoreMissingError extends Error {
  override readonly name = "StoreMissingError";
  readonly code = "store_missing";
}

export class UnparsableError extends Error {
  override readonly name = "UnparsableError";
  readonly code = "unparsable";
}

/** What a guard throws when it is made: an option of it is none. */
export class GuardOptionError extends Error {
  override readonly name = "GuardOptionError";
  readonly code = "guard_option_invalid";
}

/** What a registrar throws: a platform refused to add, list or end a subscription, cannot list any, or something was not given for it. */
export class RegistrationError extends Error {
  override readonly name: string = "RegistrationError";
  readonly code: "registration_failed" | "registration_incomplete" | "registration_unlistable" | "registration_portal";
  /** The answer's status; null when there was none. */
  readonly status: number | null;
  /** When the platform said when to come again. */
  readonly retryAfterMs: number | null;

  constructor(
    code: RegistrationError["code"],
    message: string,
    { status, retryAfterMs }: { status: number | null; retryAfterMs: number | null } = {
      status: null,
      retryAfterMs: null,
    },
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}
