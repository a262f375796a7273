import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { keepSite } from "../../../parts/keep-site.ts";

export function MessageLink(props: { sourceId: string; messageId: string; children: ReactNode }) {
  const { sourceId, messageId, children } = props;
  return (
    <Anchor
      size="sm"
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
