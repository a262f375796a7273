import type { QueryClient } from "@tanstack/react-query";

/** Whatever shows webhooks looks again. */
export function refresh(queries: QueryClient): Promise<unknown> {
  return Promise.all(["webhook", "webhooks"].map((name) => queries.invalidateQueries({ queryKey: [name] })));
}
