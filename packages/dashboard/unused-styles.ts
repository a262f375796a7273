/** Mantine's style sheet has every component in it; a page that is sent over the wire should not. */
import postcss from "postcss";

/** What Mantine calls a part of a component: `m_8affcee1`. */
const CLASS = /\bm_[0-9a-f]{3,}\b/g;

/** All classes of Mantine that a script names. */
export function namedIn(scripts: string): ReadonlySet<string> {
  return new Set(scripts.match(CLASS));
}

/** The style sheet without the rules of components that nobody names. All else stays as it is. */
export function withoutUnused(css: string, named: ReadonlySet<string>): string {
  const root = postcss.parse(css);
  root.walkRules((rule) => {
    const kept = rule.selectors.filter((selector) => {
      const classes: readonly string[] = outsideOfParentheses(selector).match(CLASS) ?? [];
      return classes.every((name) => named.has(name));
    });
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  });
  root.walkAtRules((rule) => {
    if (rule.nodes?.length === 0) rule.remove();
  });
  return root.toString();
}

/** What stands in `:where(…)` and its like may be one of several. */
function outsideOfParentheses(selector: string): string {
  let depth = 0;
  let outside = "";
  for (const char of selector) {
    if (char === ")") depth -= 1;
    if (depth === 0) outside += char;
    if (char === "(") depth += 1;
  }
  return outside;
}
