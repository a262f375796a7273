import type { Timings } from "../model/delivery.ts";
import type { Carrier, Carriers, Hearer, Message } from "./carrier.ts";
import type { Opening } from "./connect.ts";
import type { EgressOutcome, EgressRequest } from "./egress.ts";
import { AbortedError } from "./errors.ts";
import { codeOf, explain, explainTimeout, type Failure } from "./failure.ts";
import type { Target } from "./target.ts";

const BODY_BYTES_MAX = 16 * 1024;
const NO_BYTES = new Uint8Array(0);

// A connection that the receiver had already closed when we wrote to it says so within a round trip.
const STALE_MS_MAX = 1_000;

/**
 * One request and its answer; its carrier calls the `on…` methods in their order. It ends exactly once, in `#end`:
 *
 * - before the status line, by an error, the time limit or the caller's signal: a failure;
 * - after the status line, by whatever: a response, cut if the body is not whole.
 *
 * **The one repeat.** A receiver may close a kept connection at the very moment that we write to it. Then no byte of an
 * answer comes, and whether the request was read cannot be known. For a browser and for us the answer is the same: write
 * it again, once, on a new connection. Deliveries are at-least-once and receivers know them by their id, whereas giving
 * up would lose a one-shot delivery (and delay any other by a retry) for nothing that the receiver did wrong. It is done
 * only if the connection was a kept one and ended within a second of the write; the outcome says `isRepeated`. One that is
 * known to be closed is not written to, and nothing is repeated.
 */
export class Exchange implements Hearer {
  readonly #request: EgressRequest;
  readonly #target: Target;
  readonly #carriers: Carriers;
  readonly #message: Message;
  readonly #resolve: (outcome: EgressOutcome) => void;
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout;
  #carrier: Carrier;
  #writtenAt: number | undefined;
  #isAnswering = false;
  #isRepeated = false;
  #isEnded = false;
  #status = 0;
  #headers: readonly (readonly [string, string])[] = [];
  #firstByteMs: number | undefined;
  #chunks: Uint8Array[] = [];
  #bodyBytes = 0;

  constructor(
    request: EgressRequest,
    target: Target,
    headers: Record<string, string>,
    carriers: Carriers,
    resolve: (outcome: EgressOutcome) => void,
  ) {
    this.#request = request;
    this.#target = target;
    this.#carriers = carriers;
    this.#resolve = resolve;
    this.#message = { method: request.method, path: target.path, headers, body: request.body ?? null };
    this.#timer = setTimeout(this.#onDeadline, request.timeoutMs);
    request.signal?.addEventListener("abort", this.#onAborted);
    this.#carrier = carriers.take(target);
  }

  start(): void {
    this.#carrier.dispatch(this.#message, this);
  }

  /** This hub gives it up. */
  cut(): void {
    if (!this.#isEnded) this.#onAborted();
  }

  onWritable(): boolean {
    if (this.#isEnded) return false;
    if (this.#request.mayWrite?.() === false) {
      this.#giveUp(this.#failure({ failure: "aborted", message: "It was no longer to be sent." }));
      return false;
    }
    this.#writtenAt = performance.now();
    return true;
  }

  onAnswering(): void {
    this.#isAnswering = true;
  }

  onHead(status: number, headers: readonly (readonly [string, string])[]): void {
    if (this.#isEnded) return;
    this.#status = status;
    this.#headers = headers;
    this.#firstByteMs = tenths(performance.now() - this.#startedAt);
  }

  onBody(piece: Uint8Array): void {
    if (this.#isEnded) return;
    const room = (this.#request.bodyBytesMax ?? BODY_BYTES_MAX) - this.#bodyBytes;
    // A copy, because the piece is a window into a larger buffer that it would keep alive.
    const kept = new Uint8Array(piece.subarray(0, room));
    this.#chunks.push(kept);
    this.#bodyBytes += kept.length;
    if (piece.length > room) this.#giveUp(this.#response(true));
  }

  onEnd(): void {
    if (this.#isEnded) return;
    this.#end(this.#response(false));
    this.#carrier.release();
  }

  onError(error: Error): void {
    if (this.#isEnded) return;
    if (this.#isStale(error)) this.#repeat();
    else this.#stop(explain(error, this.#target, this.#carrier.opening.phase));
  }

  readonly #onDeadline = (): void => {
    this.#stop(explainTimeout(this.#target, this.#carrier.opening.phase, this.#request.timeoutMs));
  };

  readonly #onAborted = (): void => {
    this.#stop({ failure: "aborted", message: `The request to ${this.#target.host} was given up by this hub.` });
  };

  /** The status line decides: once it is there, what stops the exchange merely cuts the answer. */
  #stop(failure: Failure): void {
    this.#giveUp(this.#status === 0 ? this.#failure(failure) : this.#response(true));
  }

  #isStale(error: Error): boolean {
    if (this.#isRepeated || this.#isAnswering || this.#writtenAt === undefined) return false;
    const wasKept = this.#carrier.openedAt < this.#startedAt;
    return wasKept && performance.now() - this.#writtenAt < STALE_MS_MAX && CLOSED_CODES.has(codeOf(error));
  }

  #repeat(): void {
    this.#carrier.destroy(new AbortedError("The receiver had closed it."));
    this.#isRepeated = true;
    this.#writtenAt = undefined;
    this.#carrier = this.#carriers.open(this.#target);
    this.#carrier.dispatch(this.#message, this);
  }

  /** Ends, and takes the connection down with it: there is more to come on it that nobody wants. */
  #giveUp(outcome: EgressOutcome): void {
    this.#end(outcome);
    this.#carrier.destroy(new AbortedError("The exchange has ended."));
  }

  #end(outcome: EgressOutcome): void {
    this.#isEnded = true;
    clearTimeout(this.#timer);
    this.#request.signal?.removeEventListener("abort", this.#onAborted);
    this.#resolve(outcome);
  }

  #response(isCut: boolean): EgressOutcome {
    return {
      kind: "response",
      status: this.#status,
      headers: this.#headers,
      body: this.#body(),
      isCut,
      timings: this.#timings(),
      isRepeated: this.#isRepeated,
    };
  }

  #failure(failure: Failure): EgressOutcome {
    return { kind: "failure", ...failure, timings: this.#timings(), isRepeated: this.#isRepeated };
  }

  #body(): Uint8Array {
    if (this.#chunks.length === 0) return NO_BYTES;
    if (this.#chunks.length === 1) return this.#chunks[0]!;
    const body = new Uint8Array(this.#bodyBytes);
    let at = 0;
    for (const chunk of this.#chunks) {
      body.set(chunk, at);
      at += chunk.length;
    }
    return body;
  }

  #timings(): Timings {
    const timings: Timings = { total_ms: tenths(performance.now() - this.#startedAt) };
    if (this.#firstByteMs !== undefined) timings.first_byte_ms = this.#firstByteMs;
    const { openedAt, opening } = this.#carrier;
    if (openedAt < this.#startedAt) return timings; // opened for another exchange
    copyTenths(opening, timings);
    return timings;
  }
}

/** How a carrier and its socket say that the other side closed. */
const CLOSED_CODES: ReadonlySet<string> = new Set(["egress_closed", "ECONNRESET", "EPIPE"]);

function copyTenths(opening: Opening, timings: Timings): void {
  if (opening.dns_ms !== undefined) timings.dns_ms = tenths(opening.dns_ms);
  if (opening.connect_ms !== undefined) timings.connect_ms = tenths(opening.connect_ms);
  if (opening.tls_ms !== undefined) timings.tls_ms = tenths(opening.tls_ms);
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
