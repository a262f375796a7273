/** Which platform a request is for, and by which secret. */
import { hasHeader } from "@tabellary/contracts/schemes";
import { UnknownPlatformError } from "./errors.ts";
import type { HttpRequest } from "./http-request.ts";
import { readCredentials, type SecretInput } from "./pipeline/incoming.ts";
import { moderationAi } from "./platforms/moderation-ai/platform.ts";
import type { Platform } from "./platforms/platform.ts";
import { findPlatform, platforms as known } from "./platforms/registry.ts";
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
}

export interface RoutesOptions {
  secret?: SecretInput | undefined;
  platforms?: { readonly [name: string]: PlatformOptions };
  endpoint?: string;
  defaultPlatform?: string;
}

export class Routes {
  readonly #endpoint: string;
  readonly #default: Platform;
  readonly #secret: SecretInput;
  readonly #own = new Map<string, { platform: Platform; secret: SecretInput | undefined }>();

  constructor({ secret, platforms = {}, endpoint = "/webhook", defaultPlatform }: RoutesOptions) {
    this.#endpoint = endpoint.replace(/\/+$/, "");
    this.#secret = secret ?? [];
    for (const [name, options] of Object.entries(platforms)) {
      const platform = options.platform ?? findPlatform(name);
      if (platform === undefined) throw unknown(name);
      for (const one of [name, platform.name, ...platform.aliases]) {
        this.#own.set(one, { platform, secret: "secret" in options ? (options.secret ?? []) : undefined });
      }
    }
    this.#default = defaultPlatform === undefined ? moderationAi : this.forPlatform(defaultPlatform).platform;
  }

  /** The secrets that `X-Signature` is checked with. */
  get sharedSecrets(): readonly string[] {
    return readCredentials(this.#secret, moderationAi.credentials).secret ?? [];
  }

  /** By name or alias; the default when there is no name. @throws UnknownPlatformError */
  forPlatform(name: string | undefined): Route {
    const own = name === undefined ? undefined : this.#own.get(name);
    const platform = own?.platform ?? (name === undefined ? this.#default : findPlatform(name));
    if (platform === undefined) throw unknown(name ?? "");
    return { platform, secret: own?.secret ?? this.#own.get(platform.name)?.secret ?? this.#secret };
  }

  find({ path, platform: name, headers }: HttpRequest): Route | Refusal {
    const named = name ?? this.#nameIn(path);
    if (named === null)
      return refuse("unknown_platform", `Nothing is received at this path; ${this.#endpoint || "/"} is ours.`);
    if (named !== undefined && !this.#own.has(named) && findPlatform(named) === undefined) {
      return refuse("unknown_platform", `There is no platform "${named.slice(0, 64)}".`);
    }
    const route = this.forPlatform(named);
    return this.#isSignedByUs(route, headers) ? { platform: signedByUs(route.platform), secret: this.#secret } : route;
  }

  /** The platform's name in the path; undefined for the endpoint itself, null for a path that is not ours. */
  #nameIn(path: string): string | undefined | null {
    if (!path.startsWith(this.#endpoint)) return null;
    const rest = path.slice(this.#endpoint.length);
    if (rest === "" || rest === "/") return undefined;
    const match = /^\/([a-z0-9_-]{1,64})\/?$/.exec(rest);
    return match === null ? null : match[1]!;
  }

  /**
   * Whether a platform's payload comes with `X-Signature` by the shared secret, as a relay of one's own sends it. Not
   * where the platform has a secret of its own, nor where what it is checked with is known to others.
   */
  #isSignedByUs({ platform }: Route, headers: unknown): boolean {
    if (platform === moderationAi || this.#own.get(platform.name)?.secret !== undefined) return false;
    return platform.credentials[0]?.isSecret === true && hasHeader(headers, "X-Signature");
  }
}

function signedByUs(platform: Platform): Platform {
  return { ...platform, credentials: moderationAi.credentials, verify: moderationAi.verify };
}

function unknown(name: string): UnknownPlatformError {
  return new UnknownPlatformError(
    name,
    known.map((platform) => platform.name),
  );
}
