import type { Clock } from "../../model/ports.ts";

/** What has been fetched is kept for as long as an item's evaluators take to ask for it, not longer. */
const KEPT_MS = 30_000;

interface Download<T> {
  value: Promise<T>;
  /** Who waits for it. With the last of them it is given up. */
  askers: number;
  abort: AbortController;
}

interface Kept<T> {
  value: T;
  bytes: number;
  until: number;
}

export interface SharedDownloadsDeps<T> {
  clock: Clock;
  /** All that is kept together; the oldest goes first. */
  bytesMax: number;
  download(url: string, signal: AbortSignal): Promise<T>;
  bytesOf(value: T): number;
}

/** Several evaluators of an item ask for the same picture: it is fetched once. A failure is not kept. */
export class SharedDownloads<T> {
  readonly #deps: SharedDownloadsDeps<T>;
  readonly #underWay = new Map<string, Download<T>>();
  readonly #kept = new Map<string, Kept<T>>();
  #bytes = 0;

  constructor(deps: SharedDownloadsDeps<T>) {
    this.#deps = deps;
  }

  /** @throws what the download throws; the signal's reason */
  async get(url: string, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    this.#dropOld();
    const kept = this.#kept.get(url);
    if (kept !== undefined) return kept.value;
    const download = this.#underWay.get(url) ?? this.#start(url);
    download.askers++;
    try {
      return await raced(download.value, signal);
    } finally {
      download.askers--;
      if (download.askers === 0) this.#end(url, download);
    }
  }

  #start(url: string): Download<T> {
    const abort = new AbortController();
    const value = this.#deps.download(url, abort.signal);
    const download = { value, askers: 0, abort };
    this.#underWay.set(url, download);
    value.then(
      (fetched) => this.#keep(url, download, fetched),
      () => this.#end(url, download),
    );
    return download;
  }

  #keep(url: string, download: Download<T>, value: T): void {
    if (this.#underWay.get(url) !== download) return;
    this.#underWay.delete(url);
    const bytes = this.#deps.bytesOf(value);
    this.#kept.set(url, { value, bytes, until: this.#deps.clock.monotonic() + KEPT_MS });
    this.#bytes += bytes;
    this.#dropOld();
  }

  /** One that is over is no longer in the way; one that is not has lost its last asker. */
  #end(url: string, download: Download<T>): void {
    if (this.#underWay.get(url) !== download) return;
    this.#underWay.delete(url);
    download.abort.abort();
  }

  #dropOld(): void {
    const now = this.#deps.clock.monotonic();
    for (const [url, { bytes, until }] of this.#kept) {
      if (until > now && this.#bytes <= this.#deps.bytesMax) return;
      this.#kept.delete(url);
      this.#bytes -= bytes;
    }
  }
}

function raced<T>(value: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    value.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
