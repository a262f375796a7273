import { bytesOf, type Call } from "./strace.ts";

interface Write {
  kind: "write";
  offset: number;
  data: Buffer;
}

type Change = Write | { kind: "truncate"; length: number };

/** What a file holds for certain, and what was done to it since. */
interface File {
  durable: Buffer;
  length: number;
  unsynced: Change[];
}

/** A disk that keeps what was synced, and of the rest what luck will have. Rebuilt from a trace of system calls. */
export class Disk {
  readonly #files = new Map<string, File>();
  /** What a sync under way will make durable: the changes made before it began. */
  readonly #syncing = new Map<Call, number>();

  see(kind: "begin" | "end", call: Call): void {
    const { name, path, args } = call;
    if (name === "unlink" && kind === "end" && call.result === 0) {
      this.#files.delete(bytesOf(call).toString());
    } else if (name === "fsync" || name === "fdatasync") {
      if (kind === "begin") this.#syncing.set(call, this.#file(path).unsynced.length);
      else this.#sync(path, this.#syncing.get(call)!);
    } else if (name === "pwrite64" && kind === "begin") {
      const offset = Number(args.slice(args.lastIndexOf(",") + 1));
      this.#file(path).unsynced.push({ kind: "write", offset, data: bytesOf(call) });
    } else if (name === "ftruncate" && kind === "begin") {
      this.#file(path).unsynced.push({ kind: "truncate", length: Number(args.slice(args.lastIndexOf(",") + 1)) });
    }
  }

  /** The files after a power cut; `keeps` says how many bytes of an unsynced write reached the disk. */
  afterPowerCut(keeps: (length: number) => number): Map<string, Buffer> {
    const survivors = new Map<string, Buffer>();
    for (const [path, file] of this.#files) {
      // The lock and the shared index mean nothing after a restart.
      if (path.endsWith("-lock") || path.endsWith("-shm") || !path.includes("tabellary.db")) continue;
      const copy: File = { durable: Buffer.from(file.durable), length: file.length, unsynced: [] };
      for (const change of file.unsynced) {
        if (change.kind === "truncate") continue;
        const kept = keeps(change.data.length);
        if (kept > 0) apply(copy, { ...change, data: change.data.subarray(0, kept) });
      }
      survivors.set(path, copy.durable.subarray(0, copy.length));
    }
    return survivors;
  }

  #file(path: string): File {
    let file = this.#files.get(path);
    if (file === undefined) {
      file = { durable: Buffer.alloc(0), length: 0, unsynced: [] };
      this.#files.set(path, file);
    }
    return file;
  }

  #sync(path: string, count: number): void {
    const file = this.#file(path);
    for (const change of file.unsynced.splice(0, count)) apply(file, change);
  }
}

function apply(file: File, change: Change): void {
  if (change.kind === "truncate") {
    file.length = change.length;
    file.durable.fill(0, change.length);
    return;
  }
  const end = change.offset + change.data.length;
  if (end > file.durable.length) {
    const grown = Buffer.alloc(Math.max(end, file.durable.length * 2));
    file.durable.copy(grown);
    file.durable = grown;
  }
  change.data.copy(file.durable, change.offset);
  file.length = Math.max(file.length, end);
}
