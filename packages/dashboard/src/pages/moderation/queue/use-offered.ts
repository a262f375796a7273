import { useState } from "react";
import type { QueueSearch } from "./queue-search.ts";

/**
 * The item that is shown to who has chosen none: the first of the queue as it was then. It stays when somebody else
 * decides it, or a key that was meant for it would be for the next.
 */
export function useOffered({ item, platform, claimed, escalated, age }: QueueSearch, first: string | undefined) {
  const [offered, setOffered] = useState<{ of: string; id: string } | null>(null);
  const of = JSON.stringify([platform, claimed, escalated, age]);
  const isOf = offered?.of === of;
  if (item === undefined && first !== undefined && !isOf) setOffered({ of, id: first });
  return { id: first === undefined || !isOf ? first : offered.id, drop: () => setOffered(null) };
}
