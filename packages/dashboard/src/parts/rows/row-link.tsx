import { createContext, type MouseEvent, type ReactNode, use } from "react";
import classes from "./row-link.module.css";

/** Where the rows of a table lead. Given once by the table: forty links that each watch the address show when scrolling. */
export interface RowRoutes {
  hrefOf(to: string): string;
  go(to: string): void;
}

export const RowRoutesContext = createContext<RowRoutes>({ hrefOf: (to) => to, go: (to) => location.assign(to) });

/** The one link of a row, which covers all of it. */
export function RowLink({ to, children }: { to: string; children: ReactNode }) {
  const { hrefOf, go } = use(RowRoutesContext);

  function follow(event: MouseEvent) {
    const opensElsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (opensElsewhere) return;
    event.preventDefault();
    go(to);
  }

  return (
    <a href={hrefOf(to)} data-row-link className={classes.link} onClick={follow}>
      {children}
    </a>
  );
}
