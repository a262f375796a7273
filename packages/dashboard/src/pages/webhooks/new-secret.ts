/** The secret of a webhook that was just made, for the page that comes next. Kept in memory alone, and not for long. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";

const KEPT_MS = 10 * 60_000;

export const newSecretQuery = (id: string) =>
  queryOptions({
    queryKey: ["new-secret", id],
    gcTime: KEPT_MS,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: (): string | null => null,
  });

export function keepNewSecret(queries: QueryClient, id: string, secret: string): void {
  queries.setQueryData(newSecretQuery(id).queryKey, secret);
}
