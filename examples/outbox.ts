/**
 * An order and the event that tells of it, in one transaction: both are kept, or neither.
 *
 *     node examples/outbox.ts shop.db            # places an order; another one fails half-way
 *     TABELLARY_API_KEY=… tabellary relay --from sqlite:shop.db --to http://127.0.0.1:8484
 */
import { DatabaseSync } from "node:sqlite";
import { createOutbox, outbox } from "@tabellary/outbox";

const db = new DatabaseSync(process.argv[2] ?? "shop.db", { timeout: 5_000 });
db.exec(
  "PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, total INTEGER NOT NULL)",
);
createOutbox(db);

function inTransaction<T>(work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    db.exec("ROLLBACK");
    throw error;
  }
}

function placeOrder(total: number, pay: () => void): number {
  return inTransaction(() => {
    const { lastInsertRowid } = db.prepare("INSERT INTO orders (total) VALUES (?)").run(total);
    const id = Number(lastInsertRowid);
    outbox(db).emit({ type: "order.placed", data: { id, total }, orderingKey: `order-${id}` });
    pay();
    return id;
  });
}

process.stdout.write(`order ${placeOrder(4_200, () => undefined)} is placed, and its event waits\n`);
try {
  placeOrder(9_900, () => {
    throw new Error("the card was declined");
  });
} catch (error) {
  process.stdout.write(`${(error as Error).message}: there is no order, and no event\n`);
}
const { waiting } = db.prepare("SELECT count(*) AS waiting FROM tabellary_outbox").get() as { waiting: number };
process.stdout.write(`${waiting} in the outbox\n`);
db.close();
