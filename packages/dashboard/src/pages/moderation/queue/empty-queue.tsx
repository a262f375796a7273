import { Button, Group, Paper } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, body } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Empty } from "../../../parts/empty.tsx";
import { useFilters } from "../../../parts/filters/use-filters.ts";
import { keepSite } from "../../../parts/keep-site.ts";
import { SubmitText } from "../submit/submit-text.tsx";
import { QUEUE_FILTERS } from "./queue-filters.tsx";
import type { QueueSearch } from "./queue-search.ts";

/** Nothing waits: what would, and how to see it. */
export function EmptyQueue({ search }: { search: QueueSearch }) {
  const site = useSite();
  const { set } = useFilters();
  const { data: newest } = useQuery({
    queryKey: ["media", site, "any"],
    queryFn: () => body(api.GET("/v1/media", { params: { query: { ...site, limit: 1 } } })),
  });
  if (QUEUE_FILTERS.some((name) => search[name] !== undefined)) {
    return (
      <Empty title="Nothing like that waits" text="Other items may.">
        <Button
          variant="default"
          onClick={() => set(Object.fromEntries(QUEUE_FILTERS.map((name) => [name, undefined])))}
        >
          Show all that waits
        </Button>
      </Empty>
    );
  }
  const isFirst = newest?.media.length === 0;
  return (
    <Paper withBorder>
      <Empty
        title={isFirst ? "Nothing was submitted yet" : "Nothing waits for a person"}
        text={
          isFirst
            ? "Texts and pictures that your application submits, and comments that sources bring, are judged by evaluators and rules. What those leave to a person is shown here."
            : "What rules flag comes here, and what no evaluator could judge. It is shown as soon as it does."
        }
      >
        {!isFirst && (
          <Group>
            <Button
              variant="default"
              renderRoot={(props) => <Link to="/moderation/items" search={keepSite()} {...props} />}
            >
              What was decided
            </Button>
          </Group>
        )}
        <SubmitText />
      </Empty>
    </Paper>
  );
}
