/** Which platform a request is for, and by which secret. */
import { hasHeader } from "@tabellary/contracts/schemes";
import type { HttpRequest } from "./http-request.ts";
import { readCredentials, type SecretInput } from "./pipeline/incoming.ts";
import { moderationAi } from "./platforms/moderation-ai/platform.ts";
import type { Platform } from "./platforms/platform.ts";
import { findPlatform, needPlatform } from "./platforms/registry.ts";
import { relayCredentials, verifyRelayed } from "./platforms/relayed.ts";
import { type Refusal, refuse } from "./refusal.ts";

export interface PlatformOptions {
  /** Left out: the handler's. There and undefined, as a variable that was not set is: none, so nothing gets through. */
  secret?: SecretInput | undefined;
  /** One of your own, under the name that it stands by. */
  platform?: Platform;
}

export interface Route {
  platform: Platform;
  secret: SecretInput;
  /** Whether the secret is this platform's and not the handler's. */
  hasOwnSecret: boolean;
  /** What keeps its events apart: the platform's name, or the other name that the owner has given it. */
  source: string;
}

export interface RoutesOptions {
  secret?: SecretInput | undefined;
  platforms?: { readonly [name: string]: PlatformOptions };
  endpoint?: string;
  defaultPlatform?: string;
}

export class Routes {
  readonly #endpoint: string;
  readonly #default: string;
  readonly #secret: SecretInput;
  readonly #own = new Map<string, { platform: Platform; secret: SecretInput | undefined; source: string }>();

  constructor({ secret, platforms = {}, endpoint = "/webhook", defaultPlatform }: RoutesOptions) {
    this.#endpoint = endpoint.replace(/\/+$/, "");
    this.#secret = secret ?? [];
    for (const [name, options] of Object.entries(platforms)) {
      const platform = options.platform ?? needPlatform(name);
      const secret = "secret" in options ? (options.secret ?? []) : undefined;
      const usual = [platform.name, ...platform.aliases];
      // Two senders of one format have a name each, and neither has the format's own.
      const names = usual.includes(name) ? usual : [name];
      for (const one of names) this.#own.set(one, { platform, secret, source: names[0]! });
    }
    this.#default = defaultPlatform ?? moderationAi.name;
    this.forPlatform(this.#default);
  }

  /** The secrets that `X-Signature` is checked with. */
  get sharedSecrets(): readonly string[] {
    return readCredentials(this.#secret, moderationAi.credentials).secret ?? [];
  }

  /** By name or alias; the default when there is no name. @throws UnknownPlatformError */
  forPlatform(name: string = this.#default): Route {
    const own = this.#own.get(name);
    const platform = own?.platform ?? needPlatform(name);
    const { secret = sharedSecret(platform, this.#secret), source = platform.name } = own ?? {};
    return { platform, secret, hasOwnSecret: own?.secret !== undefined, source };
  }

  find({ path, platform: name, headers }: HttpRequest): Route | Refusal {
    const named = name ?? this.#nameIn(path);
    if (named === null)
      return refuse("unknown_platform", `Nothing is received at this path; ${this.#endpoint || "/"} is ours.`);
    if (named !== undefined && !this.#own.has(named) && findPlatform(named) === undefined) {
      return refuse("unknown_platform", `There is no platform "${named.slice(0, 64)}".`);
    }
    const route = this.forPlatform(named);
    if (!isSignedByUs(route, headers)) return route;
    return { ...route, platform: signedByUs(route.platform), secret: this.#secret };
  }

  /** The platform's name in the path; undefined for the endpoint itself, null for a path that is not ours. */
  #nameIn(path: string): string | undefined | null {
    if (!path.startsWith(this.#endpoint)) return null;
    const rest = path.slice(this.#endpoint.length);
    if (rest === "" || rest === "/") return undefined;
    const match = /^\/([a-z0-9_-]{1,64})\/?$/.exec(rest);
    return match === null ? null : match[1]!;
  }
}

/**
 * A secret without a name is for those that verify by a secret: a public key in its place would be one that all know. And
 * it is for none that would sign a stranger's text with it, which another platform would take.
 */
function sharedSecret({ credentials, signsChallenges }: Platform, secret: SecretInput): SecretInput {
  const isNamed = typeof secret === "object" && !Array.isArray(secret);
  return isNamed || (credentials[0]?.isSecret === true && !signsChallenges) ? secret : [];
}

/**
 * Whether a platform's payload comes with `X-Signature` by the shared secret, as a relay of one's own sends it. Not
 * where the platform has a secret of its own, nor where what it is checked with is known to others.
 */
function isSignedByUs({ platform, hasOwnSecret }: Route, headers: unknown): boolean {
  if (platform === moderationAi || hasOwnSecret) return false;
  return platform.credentials[0]?.isSecret === true && hasHeader(headers, "X-Signature");
}

function signedByUs(platform: Platform): Platform {
  return { ...platform, credentials: relayCredentials, verify: verifyRelayed };
}
