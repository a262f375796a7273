import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { keepSite } from "../../../parts/keep-site.ts";

interface MessageLinkProps {
  sourceId: string;
  messageId: string;
  /** Of the colour of the text around it, for where that is not the page's own. */
  isPlain?: boolean;
  children: ReactNode;
}

export function MessageLink({ sourceId, messageId, isPlain = false, children }: MessageLinkProps) {
  return (
    <Anchor
      size="sm"
      {...(isPlain && { c: "inherit", underline: "always" as const })}
      renderRoot={(root) => (
        <Link
          to="/sources/$id/messages/$messageId"
          params={{ id: sourceId, messageId }}
          search={keepSite()}
          {...root}
        />
      )}
    >
      {children}
    </Anchor>
  );
}
