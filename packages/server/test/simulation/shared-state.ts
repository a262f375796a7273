import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Entry, NodeLease, Result } from "../../src/store/journal-entry.ts";
import type { Duty, News, Word } from "../../src/store/shared.ts";
import type { Dice } from "./dice.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** As in store/postgres/shared.ts. */
const WORDS_READ_MS = 10_000;

/** How well notifications get through: at once, after a while, now and then, or never. */
export const NOTICES = ["prompt", "late", "lossy", "never"] as const;
export type Notices = (typeof NOTICES)[number];

/** Calls a listener, unless it cannot be reached. */
type Listener = (delayMs: number) => void;

interface Said {
  no: bigint;
  word: Word;
  said: number;
  by: NodeLease;
}

/** What a database shared by nodes has beside its tables: their words, who is on duty, and who listens. */
export class SharedState {
  notices: Notices = "prompt";
  readonly #time: VirtualTime;
  readonly #dice: Dice;
  readonly #listeners = new Set<Listener>();
  readonly #duties = new Map<Duty, NodeLease>();
  #words: Said[] = [];
  #wordNo = 0n;
  #healthVersion = 0;
  readonly #version: StatementSync;
  readonly #nodes: StatementSync;
  readonly #lease: StatementSync;

  constructor(db: DatabaseSync, time: VirtualTime, dice: Dice) {
    this.#time = time;
    this.#dice = dice;
    this.#version = db.prepare("SELECT value FROM meta WHERE key = 'catalogue_version'");
    this.#nodes = db.prepare("SELECT no, epoch FROM node WHERE expires > ? ORDER BY no");
    this.#lease = db.prepare("SELECT 1 FROM node WHERE no = ? AND epoch = ? AND expires > ?");
  }

  /** A commit was carried out: health turns raise a version of their own. */
  committed(entries: readonly Entry[], results: readonly Result[]): void {
    for (const [index, entry] of entries.entries()) {
      if (entry.kind === "settle" && entry.health && results[index]!.kind === "settled") this.#healthVersion += 1;
    }
  }

  news(node: NodeLease, heardTo: bigint): News {
    const time = this.#time.now();
    const isNew = ({ no, said, by }: Said) => said > time - WORDS_READ_MS && no > heardTo && !isSame(by, node);
    const words = this.#words.filter(isNew);
    return {
      time,
      version: (this.#version.get() as { value: number }).value,
      healthVersion: this.#healthVersion,
      nodes: (this.#nodes.all(time) as unknown as NodeLease[]).map(({ no, epoch }) => ({ no, epoch })),
      words: words.map(({ no, word }) => ({ no, word })),
      hasOutbox: false,
    };
  }

  tell(node: NodeLease, words: readonly Word[]): void {
    const said = this.#time.now();
    this.#words = this.#words.filter((word) => word.said > said - WORDS_READ_MS);
    for (const word of words) {
      this.#wordNo += 1n;
      this.#words.push({ no: this.#wordNo, word, said, by: node });
    }
    if (words.length > 0) this.notify();
  }

  takeDuty(duty: Duty, node: NodeLease, now: number): boolean {
    const holder = this.#duties.get(duty);
    if (!this.#isAlive(node, now)) return false;
    if (holder && !isSame(holder, node) && this.#isAlive(holder, now)) return false;
    this.#duties.set(duty, node);
    return true;
  }

  listen(listener: Listener): void {
    this.#listeners.add(listener);
    this.#wake(listener);
  }

  unlisten(listener: Listener): void {
    this.#listeners.delete(listener);
  }

  notify(): void {
    for (const listener of this.#listeners) this.#wake(listener);
  }

  #wake(listener: Listener): void {
    const dice = this.#dice;
    if (this.notices === "never" || (this.notices === "lossy" && dice.chance(0.7))) return;
    listener(this.notices === "prompt" ? dice.below(5) : dice.below(3_000));
  }

  #isAlive({ no, epoch }: NodeLease, now: number): boolean {
    return this.#lease.get(no, epoch, now) !== undefined;
  }
}

function isSame(one: NodeLease, other: NodeLease): boolean {
  return one.no === other.no && one.epoch === other.epoch;
}
