import { Button, Skeleton, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useSite } from "../../api/site.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { keepSite } from "../../parts/keep-site.ts";
import { More } from "../../parts/more.tsx";
import { PageTitle } from "../../parts/page-title.tsx";
import { platformsQuery, sourcesQuery } from "./queries.ts";
import { SourceRow } from "./source-row.tsx";
import classes from "./sources.module.css";

const ROW_HEIGHT = 66;

/** The senders that the site has set up, newest first, each with how it stands. */
export function Sources() {
  return (
    <>
      <PageTitle
        title="Sources"
        text="Platforms and systems that send to you. What comes is verified, kept and made into events."
      >
        <NewSource />
      </PageTitle>
      <SourceList />
    </>
  );
}

function SourceList() {
  const site = useSite();
  const { data: platforms } = useQuery(platformsQuery);
  const list = useInfiniteQuery(sourcesQuery(site));
  const { data, error } = list;
  if (error !== null && data === undefined) return <Failure error={error} title="The sources could not be read" />;
  if (data === undefined) return <Waiting />;
  const sources = data.pages.flatMap((page) => page.sources);
  if (sources.length === 0) return <NoSources />;
  const titleOf = (name: string) => platforms?.find((one) => one.name === name)?.title ?? name;
  return (
    <Stack>
      <ul className={classes.list} aria-label="Sources">
        {sources.map((source) => (
          <li key={source.id}>
            <SourceRow source={source} title={titleOf(source.platform)} />
          </li>
        ))}
      </ul>
      <More of={list} />
    </Stack>
  );
}

function NewSource() {
  return (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      renderRoot={(props) => <Link to="/sources/new" search={keepSite()} {...props} />}
    >
      New source
    </Button>
  );
}

function NoSources() {
  return (
    <Empty
      title="Nothing sends to this site yet"
      text="A source is one sender: GitHub, Instagram, Stripe or a system of your own. It gets an address of its own here, and what it sends there becomes events that your webhooks get."
    >
      <NewSource />
    </Empty>
  );
}

function Waiting() {
  return (
    <Stack gap="xs" aria-busy aria-label="Loading">
      <Skeleton h={ROW_HEIGHT} />
      <Skeleton h={ROW_HEIGHT} />
      <Skeleton h={ROW_HEIGHT} />
    </Stack>
  );
}
