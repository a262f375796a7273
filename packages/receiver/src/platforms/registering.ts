/** What registrars share: a call to a platform's API that throws when it fails, and what the caller has to bring. */
import { RegistrationError } from "../errors.ts";
import type { JsonObject } from "../json/fields.ts";
import { type Call, type CallResult, call } from "./call.ts";
import type { CredentialField, Credentials, RegistrarInput, Registration } from "./platform.ts";

/** The answer's JSON; undefined when it has none. @throws RegistrationError `registration_failed` */
export async function ask(input: RegistrarInput, platform: string, request: Call): Promise<unknown> {
  return (await askWhole(input, platform, request)).body;
}

/** The answer with its headers. @throws RegistrationError `registration_failed` */
export async function askWhole(
  { fetch, nowMs }: RegistrarInput,
  platform: string,
  request: Call,
): Promise<Extract<CallResult, { ok: true }>> {
  const result = await call(fetch, nowMs, request);
  if (result.ok) return result;
  const { message, status, retryAfterMs } = result;
  throw new RegistrationError("registration_failed", `${platform} did not do it: ${message}`, { status, retryAfterMs });
}

/** The first value of a credential. @throws RegistrationError `registration_incomplete` */
export function needCredential(credentials: Credentials, { name, description }: CredentialField): string {
  const value = credentials[name]?.[0];
  if (value !== undefined && value !== "") return value;
  throw new RegistrationError("registration_incomplete", `The credential "${name}" is missing: ${description}`);
}

/** An address that may be one's own, without a slash at its end. @throws RegistrationError `registration_incomplete` */
export function readAddress(credentials: Credentials, { name, description }: CredentialField, usual: string): string {
  const address = credentials[name]?.[0] ?? usual;
  if (URL.canParse(address) && /^https?:/.test(address)) return address.replace(/\/+$/, "");
  throw new RegistrationError("registration_incomplete", `"${address.slice(0, 80)}" is no address: ${description}`);
}

/** An option of the registration. @throws RegistrationError `registration_incomplete` */
export function needOption(options: JsonObject, name: string, description: string): unknown {
  const value = options[name];
  if (value !== undefined && value !== null) return value;
  throw new RegistrationError("registration_incomplete", `The option "${name}" is missing: ${description}`);
}

/** What an answer has to hold. @throws RegistrationError `registration_failed` */
export function needAnswer<Value>(value: Value | undefined, platform: string, what: string): Value {
  if (value !== undefined) return value;
  throw new RegistrationError("registration_failed", `${platform} took the request, but its answer has no ${what}.`);
}

/** More pages than this no account has: the platform repeats itself. */
const PAGES_MAX = 100;

/** A list that comes in pages. `after` is what the page before gave as `next`. @throws RegistrationError */
export async function readPages(
  platform: string,
  read: (after: string | undefined) => Promise<{ found: readonly Registration[]; next: string | undefined }>,
): Promise<readonly Registration[]> {
  const all: Registration[] = [];
  let after: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const { found, next } = await read(after);
    all.push(...found);
    if (next === undefined) return all;
    after = next;
  }
  throw new RegistrationError("registration_failed", `${platform} lists more than ${PAGES_MAX} pages.`);
}
