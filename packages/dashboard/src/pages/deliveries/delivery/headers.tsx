import { Text } from "@mantine/core";
import classes from "./headers.module.css";

/** Headers of a request or an answer, as text. */
export function Headers({ headers, what }: { headers: Readonly<Record<string, string>>; what: string }) {
  const pairs = Object.entries(headers);
  if (pairs.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.frame} aria-label={what} tabIndex={0}>
      <dl className={classes.list}>
        {pairs.map(([name, value]) => (
          <div key={name} className={classes.pair}>
            <dt>{name}</dt>
            <Text component="dd" size="xs" ff="monospace" m={0} className={classes.value}>
              {value}
            </Text>
          </div>
        ))}
      </dl>
    </section>
  );
}
