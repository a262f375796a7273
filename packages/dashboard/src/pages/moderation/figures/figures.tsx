import { Alert, Group, Paper, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { keepPreviousOf } from "../../../api/keep-previous.ts";
import { useSite } from "../../../api/site.ts";
import { TimeChart } from "../../../parts/charts/time-chart.tsx";
import { Empty } from "../../../parts/empty.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { FilterBar } from "../../../parts/filters/filter-bar.tsx";
import { type Range, readRange } from "../../../parts/filters/range.ts";
import { TIME_NAMES, TimeFilter } from "../../../parts/filters/time-filter.tsx";
import { useFilters } from "../../../parts/filters/use-filters.ts";
import { keepSite } from "../../../parts/keep-site.ts";
import { Time } from "../../../parts/time.tsx";
import { Frame } from "../frame.tsx";
import { figuresQuery } from "./figures-query.ts";
import { Overrides } from "./overrides.tsx";
import { percent, seriesOf, shortDuration } from "./series.ts";

const SERIES = [
  { name: "approved", label: "approved", color: "teal.6" },
  { name: "flagged", label: "flagged", color: "yellow.6" },
  { name: "rejected", label: "rejected", color: "red.6" },
] as const;
const DEFAULT_RANGE = "7d";
const MINUTE_MS = 60_000;

/** What was decided, how fast people were, and how often they decided otherwise than machines. */
export function Figures() {
  const site = useSite();
  const { values } = useFilters();
  const { range: named, from, to } = values;
  const isOwn = from !== undefined || to !== undefined;
  const range = isOwn || named !== undefined ? values : { range: DEFAULT_RANGE };
  const name = JSON.stringify([named, from, to]);
  const { data, error } = useQuery({
    ...figuresQuery(site, name, () => readRange(range, Date.now())),
    placeholderData: keepPreviousOf(site),
  });
  return (
    <Frame title="Figures" text="What was decided, and how often people saw it otherwise">
      <FilterBar label="Choose a time" names={TIME_NAMES}>
        <TimeFilter fallback={DEFAULT_RANGE} />
      </FilterBar>
      {error !== null && <Failure error={error} title="The figures cannot be shown" />}
      {data === undefined && error === null && <Skeleton h={420} />}
      {data?.decisions === 0 && <NoFigures />}
      {data !== undefined && data.decisions > 0 && <Shown figures={data} range={readRange(range, Date.now())} />}
    </Frame>
  );
}

type Data = NonNullable<Awaited<ReturnType<NonNullable<ReturnType<typeof figuresQuery>["queryFn"]>>>>;

function Shown({ figures, range: { from, to } }: { figures: Data; range: Range }) {
  const { verdicts, hours, decisions, reviewed, override_rate, time_to_decision_seconds: waits, next_cursor } = figures;
  const offsetMs = -new Date().getTimezoneOffset() * MINUTE_MS;
  const begin = next_cursor === null ? from : null;
  const series = seriesOf(hours, { from: begin, to: to ?? Date.now(), offsetMs });
  const seconds = (value: number | null) => (value === null ? "–" : shortDuration(value));
  return (
    <Stack gap="md">
      {next_cursor !== null && (
        <Alert color="gray" p="xs">
          These are the newest {decisions} decisions of that time, since <Time at={hours[0]!.at} />: choose a shorter
          time to see all of it.
        </Alert>
      )}
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm">
        <Figure
          name="Approved"
          value={percent(verdicts.approved / decisions)}
          below={`${verdicts.approved} decisions`}
        />
        <Figure name="Flagged" value={percent(verdicts.flagged / decisions)} below={`${verdicts.flagged} decisions`} />
        <Figure
          name="Rejected"
          value={percent(verdicts.rejected / decisions)}
          below={`${verdicts.rejected} decisions`}
        />
        <Figure name="Time to decision" value={seconds(waits.median)} below="median, of people" />
        <Figure
          name="The slowest tenth"
          value={seconds(waits.p90)}
          below={`took longer; at most ${seconds(waits.max)}`}
        />
        <Figure name="Decided otherwise" value={percent(override_rate)} below={`of ${reviewed} that people saw`} />
      </SimpleGrid>
      <TimeChart
        title={`Decisions by the ${series.step}`}
        summary={`${verdicts.approved} approved, ${verdicts.flagged} flagged, ${verdicts.rejected} rejected; a person's decision counts beside that which it is about.`}
        points={series.points}
        series={SERIES}
        format={String}
      />
      <Overrides title="Rules" rows={figures.rules.map((rule) => ({ ...rule, key: rule.rule_id }))} />
      <Overrides title="Evaluators" rows={figures.evaluators.map((one) => ({ ...one, key: one.name }))} />
    </Stack>
  );
}

function Figure({ name, value, below }: { name: string; value: string; below: string }) {
  return (
    <Paper withBorder p="sm">
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text fz={24} fw={650} lh={1.25}>
        {value}
      </Text>
      <Text size="xs" c="dimmed">
        {below}
      </Text>
    </Paper>
  );
}

function NoFigures() {
  return (
    <Empty title="Nothing was decided in that time" text="Choose a longer time, or have something judged.">
      <Group>
        <Link to="/moderation" search={keepSite()}>
          To the queue
        </Link>
      </Group>
    </Empty>
  );
}
