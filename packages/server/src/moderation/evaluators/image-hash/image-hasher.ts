import { Worker } from "node:worker_threads";
import type { Image } from "../../media/media.ts";
import { EvaluatorError } from "../evaluator.ts";
import type { PerceptualHash } from "./perceptual-hash.ts";
import type { HashAnswer } from "./thread.ts";

/** Of the thread's own objects; the pixels are outside of them. */
const HEAP_MB_MAX = 256;

/** Hashes pictures, one after the other, in a thread that is started with the first. */
export class ImageHasher {
  #worker: Worker | null = null;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Null for a picture of one colour, which is like every other of one colour.
   * @throws EvaluatorError `media_type`, `media_too_large`, `unavailable`; the signal's reason, and then the thread is
   *   ended, whatever it was at
   */
  hash(image: Image, signal: AbortSignal): Promise<PerceptualHash | null> {
    const turn = this.#last.then(() => this.#hashNow(image, signal));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }

  async #hashNow(image: Image, signal: AbortSignal): Promise<PerceptualHash | null> {
    signal.throwIfAborted();
    const worker = this.#worker ?? this.#start();
    const answer = await this.#ask(worker, image, signal);
    if ("hash" in answer) return answer.hash;
    throw new EvaluatorError(answer.fault.code ?? "unavailable", answer.fault.message, { isFinal: true });
  }

  #start(): Worker {
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const worker = new Worker(new URL(`./thread.${extension}`, import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
    });
    // Between two pictures it keeps nobody from ending.
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #ask(worker: Worker, image: Image, signal: AbortSignal): Promise<HashAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<HashAnswer>();
    const onMessage = (answer: HashAnswer) => resolve(answer);
    const onError = (error: Error) =>
      reject(new EvaluatorError("unavailable", `The picture could not be hashed: ${error.message}`));
    const onExit = () => onError(new Error("the thread has ended"));
    const onAbort = () => reject(signal.reason);
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    signal.addEventListener("abort", onAbort, { once: true });
    worker.ref();
    worker.postMessage(image);
    return promise
      .catch((error) => {
        // It died, or is at something that nobody waits for any more.
        this.#worker = null;
        worker.on("error", () => undefined);
        void worker.terminate();
        throw error;
      })
      .finally(() => {
        worker.off("message", onMessage).off("error", onError).off("exit", onExit);
        signal.removeEventListener("abort", onAbort);
        worker.unref();
      });
  }
}
