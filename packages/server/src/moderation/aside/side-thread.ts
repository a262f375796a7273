import { Worker } from "node:worker_threads";

/** The thread died at it, or could not be started. */
export class SideThreadError extends Error {
  readonly code = "side_thread_ended";
}

/**
 * A thread that takes one question at a time, each answered by one message. It is started with the first, and ended when
 * nobody waits any more for what it is at: so nothing runs longer than whoever asked allows.
 */
export class SideThread<Question, Answer> {
  readonly #module: URL;
  readonly #heapMbMax: number;
  #worker: Worker | null = null;

  /** `heapMbMax`: of its own objects, without what lies outside of the heap. */
  constructor(module: URL, { heapMbMax }: { heapMbMax: number }) {
    this.#module = module;
    this.#heapMbMax = heapMbMax;
  }

  /** Ask the next when this has settled. @throws SideThreadError; the signal's reason, and then the thread is ended */
  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted();
    const worker = this.#worker ?? this.#start();
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const onError = (error: Error) => reject(new SideThreadError(error.message, { cause: error }));
    const onExit = () => onError(new Error("the thread has ended"));
    const onAbort = () => reject(signal.reason);
    worker.on("message", resolve).on("error", onError).on("exit", onExit);
    signal.addEventListener("abort", onAbort, { once: true });
    worker.ref();
    worker.postMessage(question);
    try {
      return await promise;
    } catch (error) {
      this.#worker = null;
      worker.on("error", () => undefined);
      void worker.terminate();
      throw error;
    } finally {
      worker.off("message", resolve).off("error", onError).off("exit", onExit);
      signal.removeEventListener("abort", onAbort);
      worker.unref();
    }
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }

  #start(): Worker {
    const worker = new Worker(this.#module, { resourceLimits: { maxOldGenerationSizeMb: this.#heapMbMax } });
    // Between two questions it keeps nobody from ending.
    worker.unref();
    this.#worker = worker;
    return worker;
  }
}

/** The thread's module beside one that is at `besideUrl`, in the language that this one runs in. */
export function threadModule(besideUrl: string): URL {
  const extension = besideUrl.endsWith(".ts") ? "ts" : "js";
  return new URL(`./thread.${extension}`, besideUrl);
}
