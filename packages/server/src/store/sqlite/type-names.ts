import type { DatabaseSync } from "node:sqlite";
import { num, one, prepare } from "./rows.ts";

/** Event types as small numbers. `forget` after a rollback: a number that was not kept must not be used again. */
export interface TypeNames {
  numberOf(name: string): number;
  forget(): void;
}

const KEPT = 10_000;

export function createTypeNames(db: DatabaseSync): TypeNames {
  const find = prepare(db, "SELECT no FROM type_name WHERE name = ?");
  const add = prepare(db, "INSERT INTO type_name (name) VALUES (?) RETURNING no");
  const known = new Map<string, number>();
  return {
    numberOf(name) {
      const cached = known.get(name);
      if (cached !== undefined) return cached;
      const no = num(one(find, name) ?? one(add, name)!, "no");
      if (known.size >= KEPT) known.clear();
      known.set(name, no);
      return no;
    },
    forget: () => known.clear(),
  };
}
