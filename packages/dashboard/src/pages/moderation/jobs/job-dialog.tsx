import { Group, Modal, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, body, type Shape } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Failure } from "../../../parts/failure.tsx";
import { RecordLink } from "../../../parts/record-link.tsx";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import { verdictOf } from "./verdict.ts";

/** A job, and what became of telling its own address of its end. */
export function JobDialog({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  return (
    <Modal
      opened={id !== undefined}
      onClose={onClose}
      title={id}
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {id !== undefined && <Job id={id} />}
    </Modal>
  );
}

function Job({ id }: { id: string }) {
  const site = useSite();
  const params = { path: { id }, query: site };
  const job = useQuery({
    queryKey: ["job", site, id],
    queryFn: ({ signal }) => body(api.GET("/v1/job/{id}", { params, signal })),
  });
  const told = useQuery({
    queryKey: ["job", site, id, "deliveries"],
    queryFn: ({ signal }) => body(api.GET("/v1/job/{id}/deliveries", { params, signal })),
  });
  if (job.error !== null) return <Failure error={job.error} />;
  if (job.data === undefined) return <Skeleton h={120} />;
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Status value={job.data.status} />
        <Text size="sm">{verdictOf(job.data)}</Text>
      </Group>
      <Text size="sm">
        Submitted <Time at={job.data.created_at} />. It judges{" "}
        <RecordLink id={job.data.media_id} underline="always">
          this item
        </RecordLink>
        .
      </Text>
      {told.data !== undefined && <Told deliveries={told.data.deliveries} />}
    </Stack>
  );
}

function Told({ deliveries }: { deliveries: readonly Shape<"DeliveryDetail">[] }) {
  if (deliveries.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        It was submitted without an address of its own, or has not ended: nobody but webhooks is told.
      </Text>
    );
  }
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        Its own address
      </Text>
      {deliveries.map((delivery) => (
        <Group key={delivery.id} gap="xs">
          <Status value={delivery.status} />
          <Text size="sm">
            {delivery.attempts} {delivery.attempts === 1 ? "attempt" : "attempts"}
            {delivery.error !== undefined && `: ${delivery.error}`}
          </Text>
          <Text size="xs" c="dimmed">
            <Time at={delivery.created_at} ago />
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
