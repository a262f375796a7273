import { errors } from "undici";
import type { Opening } from "./connect.ts";
import type { FailureKind } from "./egress.ts";
import {
  AbortedError,
  BlockedError,
  CertificateError,
  NotHttpError,
  NotLookedUpError,
  UnwritableError,
} from "./errors.ts";
import type { Target } from "./target.ts";

const CERTIFICATE_CODE = /^(CERT_|ERR_TLS_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;

/** How undici says so, which takes requests to a proxy. */
const UNWRITABLE_CODES: ReadonlySet<string> = new Set([
  "UND_ERR_INVALID_ARG",
  "UND_ERR_NOT_SUPPORTED",
  "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH",
]);

export interface Failure {
  failure: FailureKind;
  message: string;
}

/** What an error on the way means, and a sentence for the person who has to do something about it. */
export function explain(error: Error, target: Target, phase: Opening["phase"]): Failure {
  if (error instanceof BlockedError) return { failure: "blocked", message: error.message };
  if (error instanceof CertificateError) return { failure: "tls", message: error.message };
  if (error instanceof AbortedError) return { failure: "aborted", message: error.message };
  if (error instanceof NotLookedUpError) return { failure: "dns", message: error.message };

  const code = codeOf(error);
  // A TypeError: undici met a value that it could not make a string of.
  if (error instanceof UnwritableError || error instanceof TypeError || UNWRITABLE_CODES.has(code)) {
    return { failure: "aborted", message: `The request to ${target.host} could not be written: ${error.message}.` };
  }
  // Through a proxy the phases are not told, but these come from no other.
  if (phase === "open" && CERTIFICATE_CODE.test(code)) {
    return { failure: "tls", message: `The certificate of ${target.host} was refused (${code}).` };
  }
  switch (phase) {
    case "dns":
      return { failure: "dns", message: explainLookup(code, target) };
    case "connect":
      return explainConnect(code, target);
    case "tls":
      return { failure: "tls", message: explainHandshake(code, target) };
    case "open":
      return { failure: "connect", message: explainAnswer(code, error, target) };
  }
}

/** Where the time limit found the exchange. */
export function explainTimeout(target: Target, phase: Opening["phase"], timeoutMs: number): Failure {
  const limit = `within ${timeoutMs / 1000} s`;
  switch (phase) {
    case "dns":
      return timeout(`The name ${target.hostname} could not be looked up ${limit}. Check this machine's DNS resolver.`);
    case "connect":
      return timeout(
        `${target.host} did not accept a connection ${limit}. It is down, or a firewall drops what comes.`,
      );
    case "tls":
      return timeout(`${target.host} accepted the connection but did not complete the TLS handshake ${limit}.`);
    case "open":
      return timeout(
        `${target.host} took the request but did not answer ${limit}. Answer first and do the work afterwards, or raise the webhook's timeout_ms.`,
      );
  }
}

function timeout(message: string): Failure {
  return { failure: "timeout", message };
}

function explainLookup(code: string, target: Target): string {
  if (code === "ENOTFOUND" || code === "ENODATA") {
    return `The name ${target.hostname} does not exist, or has no address. Check the URL.`;
  }
  return `The name ${target.hostname} could not be looked up (${code}). Check this machine's DNS resolver.`;
}

function explainConnect(code: string, target: Target): Failure {
  const place = `${target.hostname} port ${target.port}`;
  switch (code) {
    case "ECONNREFUSED":
      return { failure: "connect", message: `${place} refused the connection: nothing listens there.` };
    case "ETIMEDOUT":
      return timeout(`${place} did not accept a connection. It is down, or a firewall drops what comes.`);
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
      return { failure: "connect", message: `There is no route from this machine to ${place} (${code}).` };
    default:
      return { failure: "connect", message: `No connection to ${place} could be made (${code}).` };
  }
}

function explainHandshake(code: string, target: Target): string {
  if (code === "ECONNRESET") return `${target.host} closed the connection during the TLS handshake.`;
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG") {
    return `${target.host} does not speak TLS on port ${target.port}. Is the URL's https meant to be http, or its port another?`;
  }
  return `No TLS connection to ${target.host} could be agreed on (${code}).`;
}

function explainAnswer(code: string, error: Error, target: Target): string {
  if (error instanceof NotHttpError) {
    return `${target.host} answered with something that is not HTTP/1.1: ${error.message}.`;
  }
  if (error instanceof errors.HTTPParserError) return `${target.host} answered with something that is not HTTP/1.1.`;
  switch (code) {
    case "egress_closed":
    case "UND_ERR_SOCKET":
    case "ECONNRESET":
    case "EPIPE":
      return `${target.host} closed the connection without a complete answer.`;
    case "UND_ERR_PRX_CONN":
    case "UND_ERR_PRX_TLS":
      return `The proxy of TABELLARY_EGRESS_PROXY did not lead to ${target.host} (${code}).`;
    case "egress_head_too_long":
    case "UND_ERR_HEADERS_OVERFLOW":
      return `${target.host} answered with more than 16 KiB of headers.`;
    default:
      return `The exchange with ${target.host} broke off (${code}: ${error.message}).`;
  }
}

/** Of several addresses that were tried in turn, the first one's code. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}
