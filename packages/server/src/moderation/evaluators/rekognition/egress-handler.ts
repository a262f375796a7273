import { Readable } from "node:stream";
import type { Egress, EgressRequest } from "../../../egress/egress.ts";

/** The parts of the SDK's `HttpRequest` (https://github.com/smithy-lang/smithy-typescript, `@smithy/types`) that it sets. */
interface SdkRequest {
  method: string;
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  query?: Record<string, unknown>;
  headers: Record<string, string>;
  body?: unknown;
}

/** An answer has one label a line; the model has about a hundred of them. */
const ANSWER_BYTES_MAX = 256 * 1024;

/** How the AWS SDK sends: by the one way out, so that its requests are guarded like every other. */
export class EgressHandler {
  readonly metadata = { handlerProtocol: "http/1.1" };
  readonly #egress: Pick<Egress, "send">;
  readonly #timeoutMs: number;

  constructor(egress: Pick<Egress, "send">, timeoutMs: number) {
    this.#egress = egress;
    this.#timeoutMs = timeoutMs;
  }

  /** @throws EgressRefusal, which the SDK hands on */
  async handle(request: SdkRequest, options: { abortSignal?: unknown } = {}) {
    const outcome = await this.#egress.send({
      url: urlOf(request),
      method: request.method as EgressRequest["method"],
      headers: sendable(request.headers),
      ...(request.body !== undefined && { body: request.body as string | Uint8Array }),
      timeoutMs: this.#timeoutMs,
      bodyBytesMax: ANSWER_BYTES_MAX,
      ...(options.abortSignal instanceof AbortSignal && { signal: options.abortSignal }),
    });
    if (outcome.kind === "failure") throw new EgressRefusal(outcome.message, outcome.failure === "timeout");
    if (outcome.isCut) throw new EgressRefusal("The answer broke off.", false);
    const headers = Object.fromEntries(outcome.headers);
    return { response: { statusCode: outcome.status, headers, body: Readable.from([Buffer.from(outcome.body)]) } };
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }

  destroy(): void {}
}

/** There was no answer. */
export class EgressRefusal extends Error {
  readonly isTimeout: boolean;

  constructor(message: string, isTimeout: boolean) {
    super(message);
    this.name = "EgressRefusal";
    this.isTimeout = isTimeout;
  }
}

function urlOf({ protocol, hostname, port, path }: SdkRequest): string {
  return `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`;
}

/** The way out writes these itself. */
function sendable(headers: Record<string, string>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !["host", "content-length"].includes(name.toLowerCase()));
  return Object.fromEntries(kept);
}
