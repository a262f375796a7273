import { texts } from "./arrays.ts";
import type { Database } from "./database.ts";
import { num, text } from "./rows.ts";
import { statement } from "./statement.ts";

const KEPT = 10_000;

const FIND = statement("SELECT no, name FROM type_name WHERE name = ANY ($1::text[])");
const ADD = statement(
  `INSERT INTO type_name (name) SELECT name FROM unnest($1::text[]) AS t(name) ORDER BY name ON CONFLICT DO NOTHING`,
);

/**
 * Event types as small numbers, learnt and given in transactions of their own: a number is never rolled back, so what
 * is known stays true, for every node.
 */
export class TypeNames {
  readonly #db: Database;
  readonly #known = new Map<string, number>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** After this, `numberOf` knows all of them. */
  async learn(names: Iterable<string>): Promise<void> {
    const unknown = new Set<string>();
    for (const name of names) if (!this.#known.has(name)) unknown.add(name);
    if (unknown.size === 0) return;
    if (this.#known.size + unknown.size > KEPT) {
      this.#known.clear();
      for (const name of names) unknown.add(name);
    }
    await this.#find(unknown);
    const missing = [...unknown].filter((name) => !this.#known.has(name));
    if (missing.length === 0) return;
    await this.#db.transact((tx) => tx.rows(ADD, texts(missing)));
    await this.#find(missing);
  }

  numberOf(name: string): number {
    return this.#known.get(name)!;
  }

  async #find(names: Iterable<string>): Promise<void> {
    const rows = await this.#db.transact((tx) => tx.rows(FIND, texts([...names])));
    for (const row of rows) this.#known.set(text(row, "name"), num(row, "no"));
  }
}
