import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { keepSite } from "../../parts/keep-site.ts";
import { PageTitle } from "../../parts/page-title.tsx";
import classes from "./frame.module.css";
import { SECTIONS } from "./sections.ts";

interface FrameProps {
  title: string;
  text?: ReactNode;
  /** At the right of the title: what can be done. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A page of moderation, with the links to its sisters. */
export function Frame({ title, text, actions, children }: FrameProps) {
  return (
    <>
      <nav aria-label="Moderation" className={classes.sections}>
        {SECTIONS.map(({ to, label }) => (
          <Link
            key={to}
            to={to}
            search={keepSite()}
            activeOptions={{ exact: to === "/moderation", includeSearch: false }}
            activeProps={{ "aria-current": "page" }}
            className={classes.section}
          >
            {label}
          </Link>
        ))}
      </nav>
      <PageTitle title={title} text={text}>
        {actions}
      </PageTitle>
      {children}
    </>
  );
}
