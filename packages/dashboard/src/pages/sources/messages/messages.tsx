import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconRotateClockwise } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSite } from "../../../api/site.ts";
import { Empty } from "../../../parts/empty.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { ChoiceFilter } from "../../../parts/filters/choice-filter.tsx";
import { FilterBar } from "../../../parts/filters/filter-bar.tsx";
import { type RangeSearch, readRange, toParameters } from "../../../parts/filters/range.ts";
import { TIME_NAMES, TimeFilter } from "../../../parts/filters/time-filter.tsx";
import { useFilters } from "../../../parts/filters/use-filters.ts";
import { More } from "../../../parts/more.tsx";
import { type MessageFilter, messagesQuery, type Source } from "../queries.ts";
import { VERDICTS } from "../reasons.ts";
import { MessageTable } from "./message-table.tsx";
import { ReplayRange } from "./replay-range.tsx";

const VERDICT_NAMES = Object.keys(VERDICTS) as (keyof typeof VERDICTS)[];

/** What came to a source, newest first, with what became of it. */
export function Messages({ source }: { source: Source }) {
  const [isReplaying, setReplaying] = useState(false);
  const { values } = useFilters();
  const verdict = VERDICT_NAMES.find((one) => one === values.verdict);
  const times = useTimes(values);
  const filter: MessageFilter = { ...(verdict !== undefined && { verdict }), ...times };
  return (
    <Stack gap="xs">
      <Group justify="space-between" align="flex-end">
        <FilterBar label="Filter messages" names={["verdict", ...TIME_NAMES]}>
          <ChoiceFilter name="verdict" label="Verdict" choices={VERDICT_NAMES} any="Any verdict" />
          <TimeFilter />
        </FilterBar>
        <Button
          size="xs"
          mb="sm"
          variant="default"
          leftSection={<IconRotateClockwise size={14} aria-hidden />}
          onClick={() => setReplaying(true)}
        >
          Replay many
        </Button>
      </Group>
      <List source={source} filter={filter} />
      <ReplayRange source={source} isOpen={isReplaying} onClose={() => setReplaying(false)} />
    </Stack>
  );
}

/** A named span begins when it is chosen, so that the list is not another one each second. */
function useTimes(values: RangeSearch): { from?: string; to?: string } {
  const key = `${values.range} ${values.from} ${values.to}`;
  const read = () => ({ key, times: toParameters(readRange(values, Date.now())) });
  const [known, setKnown] = useState(read);
  if (known.key === key) return known.times;
  const next = read();
  setKnown(next);
  return next.times;
}

function List({ source, filter }: { source: Source; filter: MessageFilter }) {
  const list = useInfiniteQuery(messagesQuery(useSite(), source.id, filter));
  const { data, error } = list;
  if (error !== null && data === undefined) return <Failure error={error} title="The messages could not be read" />;
  if (data === undefined) return <Skeleton h={240} aria-label="Loading" />;
  const messages = data.pages.flatMap((page) => page.messages);
  if (messages.length === 0 && !list.hasNextPage) return <Nothing isFiltered={Object.keys(filter).length > 0} />;
  return (
    <Stack>
      <MessageTable messages={messages} />
      <More of={list} label="Show older ones" />
      {filter.verdict === "rejected" && (
        <Text size="xs" c="dimmed">
          Of what is rejected only some is kept: the newest thousand, and one a second of a flood.
        </Text>
      )}
    </Stack>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) return <Empty title="No such message" text="Nothing that came fits these filters." />;
  return (
    <Empty
      title="Nothing has come yet"
      text="“Set up” says what to enter at the platform. “Send a sample” sends a signed message as the platform would, to see that all is in order here."
    />
  );
}
