import { Button } from "@mantine/core";
import { api, body, type Shape } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Empty } from "../../../parts/empty.tsx";
import { ChoiceFilter } from "../../../parts/filters/choice-filter.tsx";
import { FilterBar } from "../../../parts/filters/filter-bar.tsx";
import { readRange, toParameters } from "../../../parts/filters/range.ts";
import { TIME_NAMES, TimeFilter } from "../../../parts/filters/time-filter.tsx";
import { type FilterValues, useFilters } from "../../../parts/filters/use-filters.ts";
import type { PagedRowsOptions } from "../../../parts/rows/paged-rows.ts";
import { RowList } from "../../../parts/rows/row-list.tsx";
import { usePagedRows } from "../../../parts/rows/use-paged-rows.ts";
import { Frame } from "../frame.tsx";
import { JobDialog } from "./job-dialog.tsx";
import { JOB_LOOK } from "./job-look.tsx";

const FILTERS = ["status", ...TIME_NAMES] as const;
const STATUSES = ["queued", "processing", "completed", "failed"] as const;
const PAGE = 100;

type Status = (typeof STATUSES)[number];

/** Runs of judging, newest first. An item whose content changes has several. */
export function Jobs() {
  const site = useSite();
  const { values, set } = useFilters();
  const filters = FILTERS.map((name) => values[name]);
  const list = usePagedRows(() => jobRows(site, values), [site, filters]);
  return (
    <Frame
      title="Jobs"
      text="Each is one run of an item's judging; while a person is asked, it goes on"
      actions={
        <Button variant="default" size="sm" onClick={list.restart}>
          Refresh
        </Button>
      }
    >
      <FilterBar label="Filter jobs" names={FILTERS}>
        <ChoiceFilter name="status" label="Status" any="Any status" choices={STATUSES} w={140} />
        <TimeFilter />
      </FilterBar>
      <RowList
        label="Jobs"
        list={list}
        look={JOB_LOOK}
        empty={<NoJobs isFiltered={filters.some((value) => value !== undefined)} />}
      />
      <JobDialog id={values.job} onClose={() => set({ job: undefined })} />
    </Frame>
  );
}

function NoJobs({ isFiltered }: { isFiltered: boolean }) {
  const text = isFiltered
    ? "None is what the filters ask for."
    : "What is submitted to /v1/media or /v1/moderate/text, or told by a source, gets a job.";
  return <Empty title="No jobs" text={text} />;
}

function jobRows(site: ReturnType<typeof useSite>, values: FilterValues): PagedRowsOptions<Shape<"Job">> {
  const status = STATUSES.find((one): one is Status => one === values.status);
  const range = toParameters(readRange(values, Date.now()));
  const query = { ...site, ...(status !== undefined && { status }), ...range, limit: PAGE };
  return {
    idOf: ({ job_id }) => job_id,
    read: async (cursor, signal) => {
      const at = cursor === null ? {} : { cursor };
      const page = await body(api.GET("/v1/jobs", { params: { query: { ...query, ...at } }, signal }));
      return { rows: page.jobs, next: page.next_cursor };
    },
  };
}
