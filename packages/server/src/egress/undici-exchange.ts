import type { Dispatcher } from "undici";
import type { Hearer, Message } from "./carrier.ts";
import { AbortedError, UnwritableError } from "./errors.ts";
import type { Target } from "./target.ts";

/** An exchange that undici carries out. */
export class UndiciExchange implements Dispatcher.DispatchHandler {
  readonly #hearer: Hearer;
  #controller: Dispatcher.DispatchController | undefined;

  constructor(hearer: Hearer) {
    this.#hearer = hearer;
  }

  /**
   * Of what it refuses, undici tells the handler, but not always: a `ProxyAgent` throws. Here the hearer hears of that
   * as well, so that one unsound request ends itself and nothing else.
   */
  start(dispatcher: Dispatcher, { origin }: Target, { method, path, headers, body }: Message): void {
    try {
      const options = { origin, path, method: method as Dispatcher.HttpMethod, headers, body };
      dispatcher.dispatch(options as Dispatcher.DispatchOptions, this);
    } catch (cause) {
      this.#hearer.onError(new UnwritableError(cause));
    }
  }

  abort(reason: Error): void {
    this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (!this.#hearer.onWritable()) controller.abort(new AbortedError("It was no longer to be written."));
  }

  onResponseStarted(): void {
    this.#hearer.onAnswering();
  }

  onResponseStart({ rawHeaders }: Dispatcher.DispatchController, status: number): void {
    if (status >= 200) this.#hearer.onHead(status, pairs(rawHeaders));
  }

  onResponseData(_controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.#hearer.onBody(piece);
  }

  onResponseEnd(): void {
    this.#hearer.onEnd();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#hearer.onError(error);
  }
}

function pairs(raw: Dispatcher.DispatchController["rawHeaders"]): (readonly [string, string])[] {
  if (!Array.isArray(raw)) return [];
  const headers: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    headers.push([text(raw[index]!).toLowerCase(), text(raw[index + 1]!)]);
  }
  return headers;
}

/** Header bytes are Latin-1 (RFC 9110, 5.5). */
function text(value: Buffer | string): string {
  return typeof value === "string" ? value : value.toString("latin1");
}
