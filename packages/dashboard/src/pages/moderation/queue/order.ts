/** Where to go in a list of ids. */

/** The next one; the last stays. Without a current one, the first. */
export function nextOf(ids: readonly string[], current: string | undefined): string | undefined {
  return ids[Math.min(indexOf(ids, current) + 1, ids.length - 1)];
}

/** The one before; the first stays. */
export function previousOf(ids: readonly string[], current: string | undefined): string | undefined {
  return ids[Math.max(indexOf(ids, current) - 1, 0)];
}

/** Where to go when some of them leave: what stands behind the current one, else what stands before it. */
export function afterLeaving(
  ids: readonly string[],
  leaving: ReadonlySet<string>,
  current: string | undefined,
): string | undefined {
  if (current !== undefined && !leaving.has(current)) return current;
  const at = indexOf(ids, current);
  const behind = ids.slice(at + 1).find((id) => !leaving.has(id));
  return behind ?? ids.slice(0, Math.max(at, 0)).findLast((id) => !leaving.has(id));
}

function indexOf(ids: readonly string[], id: string | undefined): number {
  return id === undefined ? -1 : ids.indexOf(id);
}
