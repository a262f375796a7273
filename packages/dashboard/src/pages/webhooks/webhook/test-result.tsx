import { CloseButton, Group, Loader, Paper, Text, Title } from "@mantine/core";
import { Failure } from "../../../parts/failure.tsx";
import { RecordLink } from "../../../parts/record-link.tsx";
import { Status } from "../../../parts/status.tsx";
import { Response } from "../../deliveries/delivery/response.tsx";
import { sayMs } from "../../deliveries/delivery/timings.ts";
import type { DeliveryDetail } from "../../deliveries/queries.ts";
import type { TestSend } from "./use-test.ts";

/** What became of a test: whether it was taken, how long that took, what came back. */
export function TestResult({ test }: { test: TestSend }) {
  const { delivery, isUnderWay, error, close } = test;
  return (
    <Paper withBorder p="md" mb="md" role="region" aria-label="Result of the test">
      <Group justify="space-between" mb="xs" wrap="nowrap">
        <Group gap="xs" role="status">
          <Title order={2} size="h5">
            Test
          </Title>
          {isUnderWay ? (
            <>
              <Loader size="xs" aria-hidden />
              <Text size="sm">on its way …</Text>
            </>
          ) : (
            delivery != null && <Outcome delivery={delivery} />
          )}
        </Group>
        <CloseButton aria-label="Close the result" onClick={close} />
      </Group>
      {error != null && <Failure error={error} />}
      {delivery?.log[0] !== undefined && <Response attempt={delivery.log[0]} />}
    </Paper>
  );
}

function Outcome({ delivery: { id, status, status_code, log } }: { delivery: DeliveryDetail }) {
  const [attempt] = log;
  return (
    <>
      <Status value={status} />
      <Text size="sm">
        {status_code === null ? (attempt?.error?.kind ?? "no answer") : `answered ${status_code}`}
        {attempt !== undefined && ` in ${sayMs(attempt.duration_ms)}`}
      </Text>
      <RecordLink id={id}>The whole request and its times</RecordLink>
    </>
  );
}
