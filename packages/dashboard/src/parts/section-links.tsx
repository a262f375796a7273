import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { keepSite } from "./keep-site.ts";
import classes from "./section-links.module.css";

export interface Section {
  to: string;
  label: string;
}

interface SectionLinksProps {
  /** Of what these are the pages: "Settings". */
  label: string;
  /** The first is where the others begin. */
  sections: readonly Section[];
}

/** Links between pages that belong together, above their titles. */
export function SectionLinks({ label, sections }: SectionLinksProps) {
  const nav = useRef<HTMLElement>(null);
  // On a phone they do not all have room.
  useEffect(() => {
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, []);
  return (
    <nav ref={nav} aria-label={label} className={classes.sections}>
      {sections.map(({ to, label: name }, index) => (
        <Link
          key={to}
          to={to}
          search={keepSite()}
          activeOptions={{ exact: index === 0, includeSearch: false }}
          activeProps={{ "aria-current": "page" }}
          className={classes.section}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
