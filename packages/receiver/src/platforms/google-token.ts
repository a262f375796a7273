/**
 * Google's OpenID Connect tokens, as Pub/Sub and other products put them into a push.
 * https://docs.cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 */
import { decodeBase64 } from "@tabellary/contracts/schemes";
import { type Refusal, refuse } from "../refusal.ts";
import type { FetchLike, Verdict } from "./platform.ts";

const KEYS_URL = "https://www.googleapis.com/oauth2/v3/certs";
const ISSUERS = ["https://accounts.google.com", "accounts.google.com"];

export interface TokenClaims {
  /** What our end is called in the subscription; one must be the token's. */
  audiences: readonly string[];
  /** The service accounts that may send. */
  emails: readonly string[];
}

/**
 * Whether `Authorization: Bearer <JWT>` is Google's, for us, by one of the accounts, and not out of date. Never
 * rejects. An audience and an account are both needed: a token of Google's by itself says nothing of who sends.
 */
export async function verifyGoogleToken(
  authorization: string | undefined,
  { audiences, emails }: TokenClaims,
  { fetch, nowMs }: { fetch: FetchLike; nowMs: number },
): Promise<Verdict> {
  const token = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined || token.length > TOKEN_CHARS_MAX || !isSpelledOut(token)) {
    return refuse("signature_malformed", "The Authorization header is not Bearer and a JWT.");
  }
  if (audiences.length === 0 || emails.length === 0) {
    return refuse("secret_invalid", "An audience and a serviceAccount are needed to check Google's tokens.");
  }
  const { createLocalJWKSet, errors, jwtVerify } = await import("jose");
  const keys = await keysOf(fetch, nowMs, token);
  if ("reason" in keys) return keys;
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      algorithms: ["RS256"],
      issuer: ISSUERS,
      audience: [...audiences],
      requiredClaims: ["exp", "iat", "email"],
      currentDate: new Date(nowMs),
    });
    if (payload.email_verified !== true || !emails.includes(String(payload.email))) {
      return refuse("token_claim_mismatch", "The token is of another account than the serviceAccount.");
    }
    return { ok: true, timestampMs: Number(payload.iat) * 1000 };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return refuse("timestamp_outside_tolerance", "The token has expired.");
    if (error instanceof errors.JWTClaimValidationFailed) return refuse("token_claim_mismatch", error.message);
    return refuse("signature_mismatch", `The token is not Google's: ${String(error)}`);
  }
}

const TOKEN_CHARS_MAX = 8192;

/**
 * Whether the signature has the one spelling that base64url has for its bytes. Others decode to the same, so they would
 * verify: harmless, but then a token would have several texts.
 */
function isSpelledOut(token: string): boolean {
  const text = token
    .slice(token.lastIndexOf(".") + 1)
    .replaceAll("-", "+")
    .replaceAll("_", "/");
  return decodeBase64(text.padEnd(Math.ceil(text.length / 4) * 4, "=")) !== undefined;
}

interface KeySet {
  keys: { kid?: string }[];
}

interface Kept {
  /** Null: they have never been there. */
  keys: KeySet | null;
  /** When they were asked for last, whatever came of it. */
  askedAtMs: number;
  /** Why they did not come then. */
  refusal: Refusal | null;
  /** The question under way: whoever needs its answer waits for it, and nobody asks beside it. */
  asking: Promise<void> | null;
}

/** Google changes its keys about weekly and says so in cache headers of hours. */
const KEYS_KEPT_MS = 3_600_000;
/** An unknown key is worth a look, but not at the pace of whoever makes up keys. */
const REFETCH_AFTER_MS = 60_000;
/** Where they did not come they are asked for again after this, at nobody's pace. */
const RETRY_AFTER_MS = 1_000;

/** By the function that fetches them, so that nobody's test fills another's cache. */
const kept = new WeakMap<FetchLike, Kept>();

async function keysOf(fetch: FetchLike, nowMs: number, token: string): Promise<KeySet | Refusal> {
  const known = keptOf(fetch);
  const kid = kidOf(token);
  const hasKey = () => known.keys?.keys.some((key) => key.kid === kid) ?? false;
  const restMs = known.refusal !== null ? RETRY_AFTER_MS : hasKey() ? KEYS_KEPT_MS : REFETCH_AFTER_MS;
  const isDue = Math.abs(nowMs - known.askedAtMs) >= restMs;
  if (isDue) {
    known.asking ??= refresh(known, fetch, nowMs).finally(() => {
      known.asking = null;
    });
  }
  // Whose key is there does not wait for somebody else's.
  if (isDue || !hasKey()) await known.asking;
  // Old keys are better than none: a key that Google has withdrawn is gone from them at the next success.
  if (known.keys !== null && (known.refusal === null || hasKey())) return known.keys;
  return known.refusal!;
}

function keptOf(fetch: FetchLike): Kept {
  const known = kept.get(fetch);
  if (known !== undefined) return known;
  const none: Kept = { keys: null, askedAtMs: Number.NEGATIVE_INFINITY, refusal: null, asking: null };
  kept.set(fetch, none);
  return none;
}

/** Never rejects. */
async function refresh(known: Kept, fetch: FetchLike, nowMs: number): Promise<void> {
  known.askedAtMs = nowMs;
  try {
    const response = await fetch(KEYS_URL, { headers: { accept: "application/json" } });
    const keys: unknown = await response.json();
    if (!response.ok || !isKeySet(keys)) throw new Error(`it answered ${response.status}`);
    known.keys = keys;
    known.refusal = null;
  } catch (error) {
    const why = `Google's public keys could not be fetched from ${KEYS_URL}: ${String(error)}`;
    known.refusal = refuse("keys_unavailable", why);
  }
}

function isKeySet(value: unknown): value is KeySet {
  return typeof value === "object" && value !== null && "keys" in value && Array.isArray(value.keys);
}

/** Which key a token says it is signed with. It is only looked for: the signature is what counts. */
function kidOf(token: string): string | undefined {
  try {
    const header = atob(token.slice(0, token.indexOf(".")).replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.parse(header).kid;
  } catch {
    return undefined;
  }
}
