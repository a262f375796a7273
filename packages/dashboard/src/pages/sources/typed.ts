import type { QueryClient } from "@tanstack/react-query";
import type { SourceWishes } from "./form/draft.ts";

/** What was typed is of use for so long: until the platform was told. */
const KEPT_MS = 30 * 60_000;

type Typed = Readonly<Record<string, string>>;

const keyOf = (sourceId: string) => ["typed", sourceId] as const;

/** Keeps in this page's memory alone what was just entered, to be entered at the platform too. */
export function keepTyped(queries: QueryClient, sourceId: string, { secrets = {} }: SourceWishes): void {
  const first = Object.entries(secrets).map(([name, value]) => [name, typeof value === "string" ? value : value[0]!]);
  const key = keyOf(sourceId);
  queries.setQueryDefaults(key, { gcTime: KEPT_MS });
  queries.setQueryData<Typed>(key, { ...queries.getQueryData<Typed>(key), ...Object.fromEntries(first) });
}

/** Undefined when it was typed in another page, or long ago. */
export function typedSecret(queries: QueryClient, sourceId: string, name: string): string | undefined {
  const typed = queries.getQueryData<Typed>(keyOf(sourceId)) ?? {};
  return Object.hasOwn(typed, name) ? typed[name] : undefined;
}
