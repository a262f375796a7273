/** What can be chosen of these types: all of them, each family, each type. */
export function patternsOf(types: readonly string[]): string[] {
  const families = types.flatMap((type) => (type.includes(".") ? [`${type.slice(0, type.indexOf("."))}.*`] : []));
  return ["*", ...new Set(families), ...new Set(types)];
}
