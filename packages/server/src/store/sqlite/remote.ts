import { Worker } from "node:worker_threads";
import { StoreError } from "../store.ts";
import type { Answer, ThreadData } from "./thread.ts";

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A thread that is called by method name. When it dies, everything waiting is rejected with a StoreError. */
export class Remote {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #death: StoreError | undefined;

  private constructor(data: ThreadData) {
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    this.#worker = new Worker(new URL(`./thread.${extension}`, import.meta.url), { workerData: data });
    this.#worker.on("message", (answer: Answer) => this.#settle(answer));
    this.#worker.on("error", (error) => this.#die(`The ${data.role} thread failed: ${error.message}`, error));
    this.#worker.on("exit", () => this.#die(`The ${data.role} thread has ended.`));
  }

  /** Resolves when the connection is open. */
  static async start(data: ThreadData): Promise<Remote> {
    const remote = new Remote(data);
    await new Promise<unknown>((resolve, reject) => remote.#waiting.set(0, { resolve, reject }));
    return remote;
  }

  call<T>(method: string, ...args: readonly unknown[]): Promise<T> {
    if (this.#death) return Promise.reject(this.#death);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise<T>((resolve, reject) => {
      this.#worker.postMessage({ id, method, args });
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
    });
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.id);
    if ("fault" in answer) {
      waiting.reject(new StoreError(`SQLite: ${answer.fault.message}`, { cause: answer.fault }));
    } else {
      waiting.resolve(answer.value);
    }
  }

  #die(message: string, cause?: Error): void {
    this.#death ??= new StoreError(message, { cause });
    for (const waiting of this.#waiting.values()) waiting.reject(this.#death);
    this.#waiting.clear();
  }
}
