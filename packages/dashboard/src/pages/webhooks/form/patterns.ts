/** What can be chosen of these types: all of them, each family, each type. */
export function patternsOf(types: readonly string[]): string[] {
  const families = types.flatMap((type) => (type.includes(".") ? [`${type.slice(0, type.indexOf("."))}.*`] : []));
  return ["*", ...new Set(families), ...new Set(types)];
}

/** `*` takes all, so it stands alone: what is chosen last counts. */
export function settled(before: readonly string[], after: readonly string[]): readonly string[] {
  if (!after.includes("*") || after.length === 1) return after;
  return before.includes("*") ? after.filter((pattern) => pattern !== "*") : ["*"];
}
