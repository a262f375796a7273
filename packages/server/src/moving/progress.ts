import type { Clock } from "../model/ports.ts";
import type { DumpTable } from "../store/dump.ts";
import type { Counts } from "./format.ts";

const REDRAW_MS = 100;
const CLEAR = "\r\u001b[2K";

export interface Screen {
  isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Says how far it is: on a terminal in one line that changes, elsewhere in a line for each table. */
export class Progress {
  readonly #screen: Screen;
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #verb: string;
  #table: string | null = null;
  #count = 0;
  #total = 0;
  #drawnAt = Number.NEGATIVE_INFINITY;

  /** `verb`: such as `exported`. */
  constructor(screen: Screen, clock: Pick<Clock, "monotonic">, verb: string) {
    this.#screen = screen;
    this.#clock = clock;
    this.#verb = verb;
  }

  readonly onRows = ({ name }: DumpTable, count: number): void => {
    if (name !== this.#table) this.#closeTable();
    this.#table = name;
    this.#count += count;
    this.#total += count;
    if (!this.#screen.isTTY || this.#clock.monotonic() - this.#drawnAt < REDRAW_MS) return;
    this.#drawnAt = this.#clock.monotonic();
    this.#screen.write(
      `${CLEAR}${this.#verb} ${counted(this.#total, "row", "rows")} (${name}: ${grouped(this.#count)})`,
    );
  };

  /** Leaves the screen as others may write on it. */
  end(): void {
    this.#closeTable();
    if (this.#screen.isTTY) this.#screen.write(CLEAR);
  }

  #closeTable(): void {
    if (this.#table !== null && !this.#screen.isTTY) {
      this.#screen.write(`${this.#verb} ${this.#table}: ${counted(this.#count, "row", "rows")}\n`);
    }
    this.#table = null;
    this.#count = 0;
  }
}

const TOLD = [
  ["event", "event", "events"],
  ["queue", "owed delivery", "owed deliveries"],
  ["delivery", "ended delivery", "ended deliveries"],
  ["attempt", "attempt", "attempts"],
  ["webhook", "webhook", "webhooks"],
] as const;

/** Such as `1,204 rows, among them 400 events, …`. */
export function summary(counts: Counts): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const told = TOLD.map(([table, one, many]) => counted(counts[table] ?? 0, one, many));
  return `${counted(total, "row", "rows")}, among them ${told.join(", ")}`;
}

function counted(count: number, one: string, many: string): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
