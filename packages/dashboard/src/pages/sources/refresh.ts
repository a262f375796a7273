import type { QueryClient } from "@tanstack/react-query";

const STALE = ["source", "sources", "messages", "registrations"];

/** Whatever shows sources looks again. */
export function refresh(queries: QueryClient): Promise<unknown> {
  return Promise.all(STALE.map((name) => queries.invalidateQueries({ queryKey: [name] })));
}
