import type { FastifyReply, FastifyRequest } from "fastify";
import { type Vault, VaultError } from "../../catalogue/vault.ts";
import type { Clock } from "../../model/ports.ts";
import { formatCookie, readCookies } from "./cookie.ts";

/** A person at a browser who has shown a key: the key itself stays out of it. */
export interface Session {
  /** SHA-256 of the key, in hex. A key that was revoked is not found by it any more. */
  keyHash: string;
  startedAtMs: number;
  expiresAtMs: number;
}

export interface SessionsDeps {
  /** Under a key for sessions alone; the same at every node, so that any of them knows a session. */
  vault: Vault;
  clock: Pick<Clock, "now">;
  /** Whether the browser came by https, through whatever stands in front of this. */
  isSecure(request: FastifyRequest): boolean;
}

const HOUR_MS = 3_600_000;
/** How long a session lasts that is not used. */
export const SESSION_MS = 12 * HOUR_MS;
/** Then the key is asked for again, however much the session is used. */
const SESSION_MS_MAX = 7 * 24 * HOUR_MS;
/** A session that is used is written anew no more often than this. */
const RENEW_AFTER_MS = HOUR_MS / 4;

const PLACE = "session";
const PLAIN_NAME = "tabellary_session";
/** A browser takes a cookie of this prefix over https alone, and from no other host (RFC 6265bis, 4.1.3.2). */
const SECURE_NAME = `__Host-${PLAIN_NAME}`;

/** Sessions live in the browser's cookie, sealed: no node keeps a list of them. */
export class Sessions {
  readonly #deps: SessionsDeps;

  constructor(deps: SessionsDeps) {
    this.#deps = deps;
  }

  start(keyHash: string, request: FastifyRequest, reply: FastifyReply): Session {
    const now = this.#deps.clock.now();
    const session = { keyHash, startedAtMs: now, expiresAtMs: now + SESSION_MS };
    this.#give(session, request, reply);
    return session;
  }

  /** The session that the request's cookie holds; null if there is none or it is over. */
  read(request: FastifyRequest): Session | null {
    const { cookie } = request.headers;
    if (cookie === undefined) return null;
    const sealed = readCookies(cookie).get(this.#nameFor(request));
    const session = sealed === undefined ? null : this.#open(sealed);
    return session !== null && session.expiresAtMs > this.#deps.clock.now() ? session : null;
  }

  /** Whoever goes on using a session keeps it. The session as it is from now on. */
  renew(session: Session, request: FastifyRequest, reply: FastifyReply): Session {
    const now = this.#deps.clock.now();
    if (session.expiresAtMs - now > SESSION_MS - RENEW_AFTER_MS) return session;
    const expiresAtMs = Math.min(now + SESSION_MS, session.startedAtMs + SESSION_MS_MAX);
    if (expiresAtMs <= session.expiresAtMs) return session;
    const renewed = { ...session, expiresAtMs };
    this.#give(renewed, request, reply);
    return renewed;
  }

  end(request: FastifyRequest, reply: FastifyReply): void {
    this.#setCookie("", 0, request, reply);
  }

  #give(session: Session, request: FastifyRequest, reply: FastifyReply): void {
    const { keyHash, startedAtMs, expiresAtMs } = session;
    const sealed = this.#deps.vault.seal(JSON.stringify([keyHash, startedAtMs, expiresAtMs]), PLACE);
    const seconds = Math.ceil((expiresAtMs - this.#deps.clock.now()) / 1_000);
    this.#setCookie(Buffer.from(sealed).toString("base64url"), seconds, request, reply);
  }

  #setCookie(value: string, maxAgeSeconds: number, request: FastifyRequest, reply: FastifyReply): void {
    const isSecure = this.#deps.isSecure(request);
    const name = this.#nameFor(request);
    reply.header("set-cookie", formatCookie({ name, value, maxAgeSeconds, isSecure }));
  }

  /** Over https the plain name counts for nothing: another host of the domain, or a page over http, can set it. */
  #nameFor(request: FastifyRequest): string {
    return this.#deps.isSecure(request) ? SECURE_NAME : PLAIN_NAME;
  }

  /** Null for what was not sealed here, or was changed. */
  #open(sealed: string): Session | null {
    try {
      const text = this.#deps.vault.open(Buffer.from(sealed, "base64url"), PLACE);
      const [keyHash, startedAtMs, expiresAtMs] = JSON.parse(text) as [string, number, number];
      return { keyHash, startedAtMs, expiresAtMs };
    } catch (error) {
      if (error instanceof VaultError) return null;
      throw error;
    }
  }
}
