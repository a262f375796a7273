import type { Movable } from "../store/dump.ts";
import { movablePostgres } from "../store/postgres/dump.ts";
import { movableSqlite } from "../store/sqlite/dump.ts";

/** The store that a setting names, to be moved. */
export function movable(database: { kind: "sqlite"; file: string } | { kind: "postgres"; url: string }): Movable {
  return database.kind === "postgres" ? movablePostgres(database.url) : movableSqlite(database.file);
}
