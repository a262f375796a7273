import { Anchor, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { keepSite } from "../../parts/keep-site.ts";
import { PageTitle } from "../../parts/page-title.tsx";
import { PlatformIcon } from "./platform-icon.tsx";
import type { Platform, Source } from "./queries.ts";

interface SourceHeadProps {
  source: Source;
  platform: Platform;
  /** What can be done. */
  children: ReactNode;
}

/** Which source this is, and the way back to the others. */
export function SourceHead({ source, platform, children }: SourceHeadProps) {
  const text = (
    <Group gap={6}>
      <PlatformIcon platform={platform.name} size={16} />
      {platform.title} ·{" "}
      <Anchor inherit underline="always" renderRoot={(props) => <Link to="/sources" search={keepSite()} {...props} />}>
        all sources
      </Anchor>
    </Group>
  );
  return (
    <PageTitle title={source.name ?? platform.title} text={text}>
      {children}
    </PageTitle>
  );
}
