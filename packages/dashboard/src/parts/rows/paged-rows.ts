/** One page of a list as the API gives it. */
export interface RowPage<Row> {
  rows: readonly Row[];
  /** The cursor to go on with; null at the end. */
  next: string | null;
}

export interface PagedRowsOptions<Row> {
  /** The page at that cursor; null is the newest. */
  read(cursor: string | null, signal: AbortSignal): Promise<RowPage<Row>>;
  /** Ids sort by time. */
  idOf(row: Row): string;
}

interface Mark {
  cursor: string | null;
  /** Of its first row, among the rows of all pages. */
  start: number;
  count: number;
}

/** So many pages are kept in memory; those that were looked at longest ago are read again when they are wanted. */
const PAGES_MAX = 40;
/** So near to the end of what is known the next page is asked for. */
const AHEAD_ROWS = 120;
/** After so many pages in a row that had nothing in them, somebody has to want more. */
const EMPTY_PAGES_MAX = 20;
/** So many rows that came in are held above the first page. */
export const FRESH_MAX = 1_000;

/**
 * A list of any length, newest first, of which only what is looked at is in memory: pages are found again by their cursors.
 * What comes in while it is shown stands above the first page. `subscribe` and `version` are for `useSyncExternalStore`.
 */
export class PagedRows<Row> {
  readonly #options: PagedRowsOptions<Row>;
  readonly #listeners = new Set<() => void>();
  readonly #reading = new Map<number, AbortController>();
  /** In the order in which they were last looked at. The first page stays: the others begin where it ended. */
  readonly #pages = new Map<number, Row[]>();
  readonly #marks: Mark[] = [];
  #fresh: Row[] = [];
  /** What came in while the first page was on its way: that page may have been read before. */
  #early: Row[] = [];
  #next: string | null = null;
  #emptyPages = 0;
  #version = 0;
  error: unknown = null;
  /** More came in than are held, or was missed: what is between that and the first page is not here. */
  isBehind = false;

  constructor(options: PagedRowsOptions<Row>) {
    this.#options = options;
    this.#read(0, null);
  }

  /** Rows that are known, in memory or not. */
  get count(): number {
    return this.#fresh.length + this.#pagedCount();
  }

  get freshCount(): number {
    return this.#fresh.length;
  }

  get isLoading(): boolean {
    return this.#marks.length === 0 && this.error === null;
  }

  /** All of the list is known. */
  get isWhole(): boolean {
    return this.#marks.length > 0 && this.#next === null;
  }

  /** Many pages had nothing in them: `goOn` looks further. */
  get isResting(): boolean {
    return this.#next !== null && this.#emptyPages >= EMPTY_PAGES_MAX;
  }

  /** Undefined while it is being read. */
  at(index: number): Row | undefined {
    if (index < this.#fresh.length) return this.#fresh[index];
    const paged = index - this.#fresh.length;
    const page = this.#pageAt(paged);
    return page === -1 ? undefined : this.#pages.get(page)?.[paged - this.#marks[page]!.start];
  }

  /** Whether it is in memory. */
  has(id: string): boolean {
    return [this.#fresh, ...this.#pages.values()].some((rows) => rows.some((row) => this.#options.idOf(row) === id));
  }

  /** Rows from `first` to `last` are looked at: reads what is missing of them, and what comes next. */
  want(first: number, last: number): void {
    if (this.#marks.length === 0 || this.error !== null) return;
    const from = this.#pageAt(Math.max(0, first - this.#fresh.length));
    const to = this.#pageAt(Math.min(last - this.#fresh.length, this.#pagedCount() - 1));
    for (let page = Math.max(0, from); page <= to; page++) this.#touch(page);
    if (this.#next !== null && !this.isResting && last >= this.count - AHEAD_ROWS) {
      this.#read(this.#marks.length, this.#next);
    }
  }

  /** After an error, or when it rests. */
  goOn(): void {
    this.error = null;
    this.#emptyPages = 0;
    if (this.#marks.length === 0) this.#read(0, null);
    else if (this.#next !== null) this.#read(this.#marks.length, this.#next);
    this.#changed();
  }

  /** A row as it is now: one that is shown changes in its place, a newer one is put on top. */
  take(row: Row): void {
    if (this.#marks.length === 0) {
      if (this.#early.length < FRESH_MAX) this.#early.push(row);
      return;
    }
    const id = this.#options.idOf(row);
    const isKnown = this.#replace(id, row);
    if (!isKnown && id > this.#newestPaged()) this.#add(id, row);
    this.#changed();
  }

  /** Something was missed that came in: what is shown has a gap above it. */
  fallBehind(): void {
    this.isBehind = true;
    this.#changed();
  }

  /** Ends what is being read. */
  close(): void {
    for (const reading of this.#reading.values()) reading.abort();
    this.#reading.clear();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  version = (): number => this.#version;

  #add(id: string, row: Row): void {
    if (this.#fresh.length >= FRESH_MAX) {
      this.isBehind = true;
      return;
    }
    const after = this.#fresh.findIndex((other) => this.#options.idOf(other) < id);
    const at = after === -1 ? this.#fresh.length : after;
    this.#fresh = [...this.#fresh.slice(0, at), row, ...this.#fresh.slice(at)];
  }

  #replace(id: string, row: Row): boolean {
    for (const rows of [this.#fresh, ...this.#pages.values()]) {
      const at = rows.findIndex((other) => this.#options.idOf(other) === id);
      if (at === -1) continue;
      rows[at] = row;
      return true;
    }
    return false;
  }

  #newestPaged(): string {
    const newest = this.#pages.get(0)?.[0];
    return newest === undefined ? "" : this.#options.idOf(newest);
  }

  #pagedCount(): number {
    const last = this.#marks.at(-1);
    return last === undefined ? 0 : last.start + last.count;
  }

  /** The number of the page that has that row of all pages, -1 when none has. */
  #pageAt(paged: number): number {
    if (paged < 0 || paged >= this.#pagedCount()) return -1;
    let low = 0;
    let high = this.#marks.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#marks[middle]!.start <= paged) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #touch(page: number): void {
    const rows = this.#pages.get(page);
    if (rows === undefined) {
      this.#read(page, this.#marks[page]!.cursor);
      return;
    }
    this.#pages.delete(page);
    this.#pages.set(page, rows);
  }

  #read(page: number, cursor: string | null): void {
    if (this.#reading.has(page)) return;
    const abort = new AbortController();
    this.#reading.set(page, abort);
    this.#options.read(cursor, abort.signal).then(
      (answer) => {
        if (abort.signal.aborted) return;
        this.#reading.delete(page);
        this.#keep(page, cursor, answer);
        for (const early of this.#early.splice(0)) this.take(early);
        this.#changed();
      },
      (error) => {
        if (abort.signal.aborted) return;
        this.#reading.delete(page);
        this.error = error;
        this.#changed();
      },
    );
  }

  #keep(page: number, cursor: string | null, { rows, next }: RowPage<Row>): void {
    this.#pages.set(page, [...rows]);
    const isNew = page === this.#marks.length;
    if (isNew) {
      this.#marks.push({ cursor, start: this.#pagedCount(), count: rows.length });
      this.#next = next;
      this.#emptyPages = rows.length === 0 ? this.#emptyPages + 1 : 0;
    } else if (this.#marks[page]!.count !== rows.length) this.#recount(page, rows.length);
    for (const eldest of this.#pages.keys()) {
      if (this.#pages.size <= PAGES_MAX) return;
      if (eldest !== 0) this.#pages.delete(eldest);
    }
  }

  /** Rows of a page were pruned since it was first read. */
  #recount(page: number, count: number): void {
    this.#marks[page]!.count = count;
    for (let after = page + 1; after < this.#marks.length; after++) {
      const before = this.#marks[after - 1]!;
      this.#marks[after]!.start = before.start + before.count;
    }
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
