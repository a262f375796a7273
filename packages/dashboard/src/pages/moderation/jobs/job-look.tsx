import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Shape } from "../../../api/client.ts";
import type { RowLook } from "../../../parts/rows/row-table.tsx";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import { verdictOf } from "./verdict.ts";

type Job = Shape<"Job">;

/** How a list of jobs looks. A job's link opens it in a dialog over the list. */
export const JOB_LOOK: RowLook<Job> = {
  rowHeight: 44,
  cardHeight: 84,
  columns: [
    { title: "Status", track: "110px", show: ({ status }) => <Status value={status} /> },
    { title: "Job", track: "180px", show: ({ job_id }) => <JobLink id={job_id} /> },
    { title: "Kind", track: "80px", show: ({ type }) => type },
    { title: "Verdict", track: "minmax(0, 1fr)", show: verdictOf },
    { title: "Submitted", track: "110px", show: ({ created_at }) => <Time at={created_at} ago /> },
    { title: "Ended", track: "110px", show: (job) => <Ended job={job} /> },
  ],
  card: (job) => (
    <Stack gap={4} p="xs">
      <Group gap={8} wrap="nowrap">
        <Status value={job.status} size="xs" />
        <Text size="xs" c="dimmed">
          {job.type}
        </Text>
        <Text size="xs" c="dimmed" ml="auto" style={{ whiteSpace: "nowrap" }}>
          <Time at={job.created_at} ago />
        </Text>
      </Group>
      <JobLink id={job.job_id} />
      <Text size="sm" truncate>
        {verdictOf(job)}
      </Text>
    </Stack>
  ),
};

function JobLink({ id }: { id: string }) {
  return (
    <Anchor
      size="sm"
      renderRoot={(props) => (
        <Link
          to="."
          search={(kept: Record<string, string | undefined>) => ({ ...kept, job: id })}
          data-row-link
          {...props}
        />
      )}
    >
      {id}
    </Anchor>
  );
}

function Ended({ job: { completed_at, failed_at } }: { job: Job }) {
  const at = completed_at ?? failed_at;
  return at === undefined ? "" : <Time at={at} ago />;
}
