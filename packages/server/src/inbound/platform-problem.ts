import { RegistrationError } from "@tabellary/receiver";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import { withoutSecrets } from "../catalogue/discretion.ts";
import { Problem } from "../model/errors.ts";

/** What a client of the API may know of an error in a call to a platform. What is none of a platform's stays what it is. */
export function toPlatformProblem(error: unknown, source: CataloguedSource): unknown {
  if (!(error instanceof RegistrationError)) return error;
  const words = withoutSecrets(error.message, source);
  switch (error.code) {
    case "registration_incomplete":
      return new Problem("invalid_request", words);
    case "registration_portal":
    case "registration_unlistable":
      return new Problem("conflict", words);
    case "registration_failed":
      return platformFailed(words, error.retryAfterMs);
  }
}

/** `words`: the platform's own, as far as they may be shown. */
export function platformFailed(words: string, retryAfterMs: number | null): Problem {
  return new Problem("platform_failed", words, retryAfterMs === null ? {} : { retryAfter: retryAfterMs / 1000 });
}
