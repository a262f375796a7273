import { Button, Skeleton, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "../../../parts/failure.tsx";
import { More } from "../../../parts/more.tsx";
import { Frame } from "../frame.tsx";
import { allSitesQuery, type SiteRow } from "./queries.ts";
import { RemoveSite } from "./remove-site.tsx";
import { SiteDialog } from "./site-dialog.tsx";
import { SiteTable } from "./site-table.tsx";

type Open = { what: "new" } | { what: "change" | "remove"; site: SiteRow } | null;

/** The tenants of the hub: apps and websites that share nothing. For administrators. */
export function Sites() {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <Frame
      title="Sites"
      text="One for each app or website. Webhooks, events, keys, sources and moderation belong to a site and are seen by no other."
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen({ what: "new" })}>
          New site
        </Button>
      }
    >
      <List
        onChange={(site) => setOpen({ what: "change", site })}
        onRemove={(site) => setOpen({ what: "remove", site })}
      />
      {open?.what === "new" && <SiteDialog site={null} onClose={close} />}
      {open?.what === "change" && <SiteDialog site={open.site} onClose={close} />}
      {open?.what === "remove" && <RemoveSite site={open.site} onClose={close} />}
    </Frame>
  );
}

interface ListProps {
  onChange: (site: SiteRow) => void;
  onRemove: (site: SiteRow) => void;
}

function List({ onChange, onRemove }: ListProps) {
  const list = useInfiniteQuery(allSitesQuery);
  const { data, error } = list;
  if (error !== null && data === undefined) return <Failure error={error} title="The sites could not be read" />;
  if (data === undefined) return <Skeleton h={240} aria-label="Loading" />;
  return (
    <Stack>
      <SiteTable sites={data.pages.flatMap((page) => page.sites)} onChange={onChange} onRemove={onRemove} />
      <More of={list} />
    </Stack>
  );
}
