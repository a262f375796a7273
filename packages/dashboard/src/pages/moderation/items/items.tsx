import { Button, Group, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDownload, IconPlus } from "@tabler/icons-react";
import { api, body, type Shape } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Empty } from "../../../parts/empty.tsx";
import { ChoiceFilter } from "../../../parts/filters/choice-filter.tsx";
import { FilterBar } from "../../../parts/filters/filter-bar.tsx";
import { readRange, toParameters } from "../../../parts/filters/range.ts";
import { TextFilter } from "../../../parts/filters/text-filter.tsx";
import { TIME_NAMES, TimeFilter } from "../../../parts/filters/time-filter.tsx";
import { type FilterValues, useFilters } from "../../../parts/filters/use-filters.ts";
import type { PagedRowsOptions } from "../../../parts/rows/paged-rows.ts";
import { RowList } from "../../../parts/rows/row-list.tsx";
import { usePagedRows } from "../../../parts/rows/use-paged-rows.ts";
import { Frame } from "../frame.tsx";
import { SubmitText } from "../submit/submit-text.tsx";
import { ITEM_LOOK } from "./item-look.tsx";

const FILTERS = ["status", "platform", "app_media_id", ...TIME_NAMES] as const;
const STATUSES = ["pending", "approved", "rejected", "flagged"] as const;
const PAGE = 100;

type Media = Shape<"Media">;
type Status = (typeof STATUSES)[number];

/** Everything that was submitted, with what became of it. */
export function Items() {
  const site = useSite();
  const { values } = useFilters();
  const filters = FILTERS.map((name) => values[name]);
  const list = usePagedRows(() => itemRows(site, values), [site, filters]);
  const [isOpen, { open, close }] = useDisclosure();

  function closeForm() {
    close();
    list.restart();
  }

  return (
    <Frame
      title="Items"
      text="What was submitted or told by sources, newest first"
      actions={
        <>
          <Button
            variant="default"
            size="sm"
            leftSection={<IconDownload size={16} />}
            component="a"
            href={exportAddress(site, values)}
            download
          >
            CSV
          </Button>
          <Button size="sm" leftSection={<IconPlus size={16} />} onClick={open}>
            Submit a text
          </Button>
        </>
      }
    >
      <FilterBar label="Filter items" names={FILTERS}>
        <ChoiceFilter name="status" label="Status" any="Any status" choices={STATUSES} w={130} />
        <TextFilter name="platform" label="Platform" placeholder="twitter" w={120} />
        <TimeFilter />
        <TextFilter name="app_media_id" label="Your own id" placeholder="upload-1" w={140} />
      </FilterBar>
      <RowList
        label="Items"
        list={list}
        look={ITEM_LOOK}
        empty={<NoItems isFiltered={filters.some((value) => value !== undefined)} onSubmit={open} />}
      />
      <Modal opened={isOpen} onClose={closeForm} title="Submit a text" closeButtonProps={{ "aria-label": "Close" }}>
        <SubmitText />
      </Modal>
    </Frame>
  );
}

function NoItems({ isFiltered, onSubmit }: { isFiltered: boolean; onSubmit: () => void }) {
  if (isFiltered) return <Empty title="Nothing like that" text="No item is what the filters ask for." />;
  return (
    <Empty
      title="Nothing was submitted yet"
      text="POST /v1/media takes texts and pictures, and a source brings comments. Each is listed here with what was decided."
    >
      <Group>
        <Button onClick={onSubmit}>Submit a text now</Button>
      </Group>
      <Text size="xs" c="dimmed">
        On a first start texts are judged by a list of English words, with nothing to set up.
      </Text>
    </Empty>
  );
}

function itemRows(site: ReturnType<typeof useSite>, values: FilterValues): PagedRowsOptions<Media> {
  const query = { ...site, ...asked(values), limit: PAGE };
  return {
    idOf: ({ id }) => id,
    read: async (cursor, signal) => {
      const at = cursor === null ? {} : { cursor };
      const own = values.app_media_id === undefined ? {} : { app_media_id: values.app_media_id };
      const page = await body(api.GET("/v1/media", { params: { query: { ...query, ...own, ...at } }, signal }));
      return { rows: page.media, next: page.next_cursor };
    },
  };
}

/** What the table of all of it and the list have in common. */
function asked(values: FilterValues) {
  const status = STATUSES.find((one): one is Status => one === values.status);
  return {
    ...(status !== undefined && { status }),
    ...(values.platform !== undefined && { platform: values.platform }),
    ...toParameters(readRange(values, Date.now())),
  };
}

function exportAddress(site: ReturnType<typeof useSite>, values: FilterValues): string {
  return `/v1/media.csv?${new URLSearchParams({ ...site, ...asked(values) })}`;
}
