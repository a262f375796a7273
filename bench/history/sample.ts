import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { firstIdAt, formatId, ID_STEP, timeOfId } from "../../packages/server/src/model/ids.ts";

type Row = Record<string, bigint | string | null>;
type Read = (...values: SQLInputValue[]) => Row;

const DIGITS = 6;

/** What to ask for of the history at `path`: another each time, from all of it. Ids are as the API writes them. */
export class Sample {
  readonly #db: DatabaseSync;
  readonly #eventFrom: Read;
  readonly #externalFrom: Read;
  readonly #webhooks: readonly { no: number; id: string }[];
  /** Milliseconds since 1970 of the first event and the last. */
  readonly #span: { from: number; to: number };

  constructor(path: string) {
    this.#db = new DatabaseSync(path, { readOnly: true });
    const prepare = (sql: string) => {
      const statement = this.#db.prepare(sql);
      statement.setReadBigInts(true);
      return statement;
    };
    const read = (sql: string): Read => {
      const statement = prepare(sql);
      return (...values) => statement.get(...values) as Row;
    };
    this.#eventFrom = read("SELECT seq FROM event WHERE site_no = 1 AND seq >= ? ORDER BY seq LIMIT 1");
    this.#externalFrom = read(`SELECT external_id FROM event
      WHERE site_no = 1 AND external_id >= ? AND external_id IS NOT NULL ORDER BY external_id LIMIT 1`);
    const webhooks = prepare("SELECT no, id FROM webhook ORDER BY no").all() as Row[];
    this.#webhooks = webhooks.map(({ no, id }) => ({ no: Number(no), id: formatId("hook", id as bigint) }));
    const { first, last } = read(`SELECT (SELECT min(seq) FROM event WHERE site_no = 1) AS first,
      (SELECT max(seq) FROM event WHERE site_no = 1) AS last`)();
    this.#span = { from: timeOfId(first as bigint), to: timeOfId(last as bigint) };
  }

  webhook(): { no: number; id: string } {
    return this.#webhooks[Math.floor(Math.random() * this.#webhooks.length)]!;
  }

  /** Milliseconds since 1970. */
  time(): number {
    return Math.floor(this.#span.from + Math.random() * (this.#span.to - this.#span.from));
  }

  eventId(): string {
    return formatId("evt", this.#eventSeq());
  }

  deliveryId(): string {
    return formatId("del", this.#eventSeq() + ID_STEP);
  }

  externalId(): string {
    // As rows.ts writes them: the first event's time, and the event's number.
    const digits = Math.random().toFixed(DIGITS).slice("0.".length);
    const { external_id } = this.#externalFrom(`comment-${this.#span.from}-1${digits}`);
    return external_id as string;
  }

  /** As an answer gives it: what follows is older. */
  cursor(): string {
    return this.eventId().slice("evt_".length);
  }

  close(): void {
    this.#db.close();
  }

  #eventSeq(): bigint {
    return this.#eventFrom(firstIdAt(this.time())).seq as bigint;
  }
}
