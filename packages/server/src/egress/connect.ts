import { once } from "node:events";
import { connect as connectTcp, type LookupFunction, type Socket } from "node:net";
import { connect as connectTls, createSecureContext, type TLSSocket } from "node:tls";
import type { ResolvedAddress } from "./egress.ts";
import { AbortedError, BlockedError, CertificateError } from "./errors.ts";
import type { Wish } from "./look-ups.ts";
import type { AddressPolicy } from "./policy.ts";
import type { Resolver } from "./resolver.ts";
import type { Target } from "./target.ts";

/** How far the opening of a connection has come, for timings and for the failure's kind. */
export interface Opening {
  phase: "dns" | "connect" | "tls" | "open";
  dns_ms?: number;
  connect_ms?: number;
  tls_ms?: number;
  socket?: Socket;
  isCancelled: boolean;
  /** Hears what comes on a socket without TLS: a window into a buffer that the next piece of any socket is read into. */
  onBytes?: (piece: Buffer) => void;
}

/** Opens a connection, noting in `opening` how far it is. No byte of a request is written by it. */
export type Connect = (target: Target, opening: Opening) => Promise<Socket>;

// Node gives up on an address after this long when there is another to try (not on the last). Its own 250 ms would
// pass over healthy receivers on the other side of the world.
const NEXT_ADDRESS_MS = 1_000;

/** What one read takes at most. All sockets share it: what came is heard before anything else is read. */
const READ_BYTES_MAX = 64 * 1024;

export function createConnect(deps: {
  policy: AddressPolicy;
  resolver: Resolver;
  ca: readonly string[] | undefined;
}): Connect {
  const { policy, resolver } = deps;
  // One context for all: reading the certificate store for each connection costs milliseconds.
  const secureContext = createSecureContext(deps.ca === undefined ? {} : { ca: [...deps.ca] });
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES_MAX);

  return async (target, opening) => {
    const startedAt = performance.now();
    const addresses = await permittedAddresses(target, policy, resolver, opening);
    stillWanted(opening);

    const resolvedAt = performance.now();
    if (!target.isLiteral) opening.dns_ms = resolvedAt - startedAt;
    opening.phase = "connect";
    const socket = connectTcp({
      host: target.hostname,
      port: target.port,
      lookup: pinnedTo(addresses),
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
      noDelay: true,
      ...(target.isTls ? {} : { onread: { buffer, callback: (bytes) => hear(opening, buffer, bytes) } }),
    });
    await established(socket, "connect", opening);
    // The last look, at the address that was truly reached, before anything is written to it.
    const remoteAddress = socket.remoteAddress ?? "";
    const what = policy.refusal(remoteAddress);
    if (what !== undefined) throw abandon(socket, new BlockedError(target.hostname, remoteAddress, what));

    const connectedAt = performance.now();
    opening.connect_ms = connectedAt - resolvedAt;
    if (!target.isTls) {
      opening.phase = "open";
      return socket;
    }

    opening.phase = "tls";
    const secure = connectTls({
      socket,
      host: target.hostname,
      ...(target.isLiteral ? {} : { servername: target.hostname }),
      ALPNProtocols: ["http/1.1"],
      secureContext,
      // Node would destroy the socket together with the certificate that we want to describe. The verdict is asked for
      // below, before the socket is handed to anyone who could write to it.
      rejectUnauthorized: false,
    });
    await established(secure, "secureConnect", opening);
    if (!secure.authorized) throw abandon(secure, new CertificateError(certificateProblem(secure, target)));
    opening.tls_ms = performance.now() - connectedAt;
    opening.phase = "open";
    return secure;
  };
}

/** The addresses behind a target that the policy lets through. Throws `BlockedError` if there are some but none of these. */
export async function permittedAddresses(
  target: Target,
  policy: AddressPolicy,
  resolver: Resolver,
  wish: Wish,
): Promise<readonly ResolvedAddress[]> {
  const { hostname } = target;
  const all = target.isLiteral
    ? [{ address: hostname, family: hostname.includes(":") ? 6 : 4 }]
    : await resolver.resolve(hostname, wish);
  const permitted = all.filter(({ address }) => policy.refusal(address) === undefined);
  if (permitted.length > 0) return permitted;

  const first = all[0];
  if (first === undefined) throw Object.assign(new Error(`${hostname} has no addresses`), { code: "ENOTFOUND" });
  throw new BlockedError(hostname, first.address, policy.refusal(first.address)!);
}

/** The connection goes to what was checked, not to what a second look-up might say. */
function pinnedTo(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };
}

async function established(socket: Socket, event: "connect" | "secureConnect", opening: Opening): Promise<void> {
  opening.socket = socket;
  socket.on("error", ignore); // `once` listens for errors only until it resolves; the connection only from then on
  await once(socket, event);
  if (opening.isCancelled) socket.destroy();
  stillWanted(opening);
}

function stillWanted(opening: Opening): void {
  if (opening.isCancelled) throw new AbortedError("No longer wanted.");
}

function abandon(socket: Socket, error: Error): Error {
  socket.destroy();
  return error;
}

function ignore(): void {}

/** True: go on reading. */
function hear({ onBytes }: Opening, buffer: Buffer, bytes: number): boolean {
  onBytes?.(buffer.subarray(0, bytes));
  return true;
}

/** OpenSSL's verdict (`authorizationError`), with the date or the names that explain it. */
function certificateProblem(socket: TLSSocket, target: Target): string {
  const code = String(socket.authorizationError);
  const certificate = socket.getPeerCertificate();
  switch (code) {
    case "CERT_HAS_EXPIRED":
      return `The certificate of ${target.host} expired on ${dateOf(certificate.valid_to)}. Renew it there.`;
    case "CERT_NOT_YET_VALID":
      return `The certificate of ${target.host} is valid only from ${dateOf(certificate.valid_from)}. Check the clocks on both sides.`;
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `The certificate of ${target.host} is for other names (${namesOf(certificate)}), not for ${target.hostname}.`;
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
      return `The certificate of ${target.host} is self-signed, so nobody vouches for it. Use one of a public authority, or trust this one through TABELLARY_EGRESS_CA_FILE.`;
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return `${target.host} does not present the whole chain of its certificate, or its authority is not known here (${code}). Serve the intermediate certificates, or trust the authority through TABELLARY_EGRESS_CA_FILE.`;
    default:
      return `The certificate of ${target.host} was refused (${code}).`;
  }
}

function dateOf(validity: string | undefined): string {
  const time = Date.parse(validity ?? "");
  return Number.isNaN(time) ? "an unknown date" : new Date(time).toISOString().slice(0, 10);
}

const NAMES_SHOWN_MAX = 200;

function namesOf(certificate: { subjectaltname?: string; subject?: { CN?: string | string[] } }): string {
  const names = certificate.subjectaltname ?? String(certificate.subject?.CN ?? "none");
  return names.length > NAMES_SHOWN_MAX ? `${names.slice(0, NAMES_SHOWN_MAX)}…` : names;
}
