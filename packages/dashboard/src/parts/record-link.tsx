import { Anchor, type AnchorProps } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { keepSite } from "./keep-site.ts";
import { pageOfId } from "./record.ts";

interface RecordLinkProps extends AnchorProps {
  id: string;
  /** Its site, where it may be another than the one that is looked at. */
  site?: string;
  /** What is written; the id when left out. */
  children?: ReactNode;
}

/** A link to the page of what has that id, in the site that is looked at. */
export function RecordLink({ id, site, children = id, ...props }: RecordLinkProps) {
  const to = pageOfId(id);
  if (to === undefined) return children;
  return (
    <Anchor
      size="sm"
      {...props}
      renderRoot={(root) => <Link {...root} to={to as "/"} search={keepSite(site === undefined ? {} : { site })} />}
    >
      {children}
    </Anchor>
  );
}
