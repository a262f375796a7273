import { useNavigate, useRouter } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";
import { useSite } from "../../api/site.ts";
import classes from "./row-link.module.css";

/**
 * The one link of a row, which covers all of it. A plain anchor: the router's own links each watch the address, which
 * shows when forty of them come into sight at once.
 */
export function RowLink({ to, children }: { to: string; children: ReactNode }) {
  const navigate = useNavigate();
  const { site_id } = useSite();
  const search = site_id === undefined ? {} : { site: site_id };
  const { href } = useRouter().buildLocation({ to, search } as never);

  function follow(event: MouseEvent) {
    const opensElsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (opensElsewhere) return;
    event.preventDefault();
    void navigate({ to, search } as never);
  }

  return (
    <a href={href} data-row-link className={classes.link} onClick={follow}>
      {children}
    </a>
  );
}
