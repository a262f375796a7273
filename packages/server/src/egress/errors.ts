/** The address is outside what this hub may reach. */
export class BlockedError extends Error {
  readonly code = "egress_blocked";

  constructor(host: string, address: string, what: string) {
    const subject = host === address ? address : `${host} leads to ${address}, which`;
    super(
      `${subject} is ${what}, and this hub does not send there. To permit it, name its range in TABELLARY_EGRESS_ALLOW (for instance ${rangeOf(address)}).`,
    );
    this.name = "BlockedError";
  }
}

/** The certificate does not prove that the receiver is who the URL says. `message` names what is wrong with it. */
export class CertificateError extends Error {
  readonly code = "egress_certificate";
  override readonly name = "CertificateError";
}

/** The system was not asked for the addresses of a name: too many others wait, or nobody waited for this one any more. */
export class NotLookedUpError extends Error {
  readonly code = "egress_not_looked_up";

  constructor(hostname: string) {
    super(
      `The name ${hostname} could not be looked up now: too many other names wait for this machine's DNS resolver.`,
    );
    this.name = "NotLookedUpError";
  }
}

/** The request cannot be put into HTTP/1.1, for instance for the sake of a header. `message` is the reason, without a full stop. */
export class UnwritableError extends Error {
  readonly code = "egress_unwritable";

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "UnwritableError";
  }
}

/** The receiver closed the connection before its answer was whole, or before it began. */
export class ClosedError extends Error {
  readonly code = "egress_closed";

  constructor() {
    super("The connection was closed.");
    this.name = "ClosedError";
  }
}

/** The answer cannot be read as HTTP/1.1. `message` is the reason, a clause about "it". */
export class NotHttpError extends Error {
  readonly code = "egress_not_http";
  override readonly name = "NotHttpError";
}

/** The answer's head does not end where heads end. */
export class HeadTooLongError extends Error {
  readonly code = "egress_head_too_long";

  constructor() {
    super("The head of the answer is too long.");
    this.name = "HeadTooLongError";
  }
}

/** We ended it: the caller's signal, or the hub is stopping. */
export class AbortedError extends Error {
  readonly code = "egress_aborted";
  override readonly name = "AbortedError";
}

function rangeOf(address: string): string {
  return address.includes(":") ? `${address}/128` : `${address}/32`;
}
