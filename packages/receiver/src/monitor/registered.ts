/** Whether the platforms still know where to send, and know it once. */
import { RegistrationError } from "../errors.ts";
import type { Registration } from "../platforms/platform.ts";
import { listWebhooks, type RegistrationAccess } from "../registrations/registrations.ts";
import { ends, type Problem } from "./problem.ts";

/** What ought to be registered. */
export interface ExpectedRegistration extends RegistrationAccess {
  url: string;
}

/** Never rejects. A platform that does not tell (a portal, WebSub) has no problems here. */
export async function checkRegistered(
  { url, ...access }: ExpectedRegistration,
  nowMs: number,
  expiringMs: number,
): Promise<readonly Problem[]> {
  const platform = typeof access.platform === "string" ? access.platform : access.platform.name;
  const of = { platform, subject: url };
  let listed: readonly Registration[];
  try {
    listed = await listWebhooks(access);
  } catch (error) {
    if (error instanceof RegistrationError && UNTOLD.has(error.code)) return [];
    return [{ kind: "registration_unchecked", ...of, message: `Who is registered could not be asked: ${error}` }];
  }
  const ours = listed.filter((one) => isSameAddress(one.url, url));
  if (ours.length === 0) {
    return [{ kind: "registration_missing", ...of, message: "The platform has no registration of this address." }];
  }
  const problems = ours.flatMap((one) => judge(one, platform, nowMs, expiringMs));
  if (ours.length === 1) return problems;
  const ids = ours.map(({ id }) => id).join(", ");
  const message = `The address is registered ${ours.length} times (${ids}), so every event comes as often: delete all but one.`;
  return [...problems, { kind: "registration_double", ...of, message }];
}

const UNTOLD: ReadonlySet<string> = new Set(["registration_portal", "registration_unlistable"]);

function judge({ id, isActive, expiresAt }: Registration, platform: string, nowMs: number, expiringMs: number) {
  const problems: Problem[] = [];
  const of = { platform, subject: id };
  if (isActive === false) {
    const message = `The platform has switched the registration ${id} off: see what it says there, then register again.`;
    problems.push({ kind: "registration_inactive", ...of, message });
  }
  const endsAtMs = expiresAt === null ? Number.NaN : Date.parse(expiresAt);
  if (endsAtMs - nowMs <= expiringMs) {
    const message = `${ends(endsAtMs, nowMs)} Register again to renew it.`;
    problems.push({ kind: "registration_expiring", ...of, message });
  }
  return problems;
}

/** Spelt alike but for case of the host, a port that goes without saying and a slash at the end. */
function isSameAddress(one: string, other: string): boolean {
  return normalised(one) === normalised(other);
}

function normalised(url: string): string {
  return URL.canParse(url) ? new URL(url).href.replace(/\/+$/, "") : url;
}
