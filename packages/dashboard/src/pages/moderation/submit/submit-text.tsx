import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, body } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Failure } from "../../../parts/failure.tsx";
import { RecordLink } from "../../../parts/record-link.tsx";
import { Status } from "../../../parts/status.tsx";
import { DecisionReasons } from "../item/decision.tsx";
import { mediaQuery } from "../item/queries.ts";

/** Until it is judged, which takes some milliseconds where only lists are asked. */
const ASK_AGAIN_MS = 500;

/** Has a text judged, and shows what came of it. */
export function SubmitText() {
  const site = useSite();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const submit = useMutation({
    mutationFn: () => body(api.POST("/v1/media", { params: { query: site }, body: { body: text } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["items"] }),
  });

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    submit.mutate();
  }

  return (
    <Stack gap="sm" w="100%" component="form" onSubmit={onSubmit}>
      <Textarea
        label="Submit a text now"
        description="It is judged as one of your application's would be, and webhooks are told of it."
        placeholder="What a fine day."
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={2}
        maxRows={8}
      />
      <Group justify="flex-end">
        <Button type="submit" loading={submit.isPending} disabled={text.trim() === ""}>
          Have it judged
        </Button>
      </Group>
      {submit.error !== null && <Failure error={submit.error} title="It was not submitted" />}
      {submit.data !== undefined && <Judged key={submit.data.id} id={submit.data.id} />}
    </Stack>
  );
}

/** What became of an item, as soon as that is known. */
function Judged({ id }: { id: string }) {
  const { data, error } = useQuery({
    ...mediaQuery(useSite(), id),
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.status === "pending" ? ASK_AGAIN_MS : false,
  });
  if (error !== null) return <Failure error={error} />;
  const decision = data?.decisions.at(-1);
  return (
    <Stack gap={6} role="status" mih={64}>
      <Group gap="xs">
        <Status value={data?.status ?? "pending"} />
        <Text size="sm">{data?.status === "flagged" ? "It waits in the queue now." : null}</Text>
        <RecordLink id={id}>All about it</RecordLink>
      </Group>
      {decision !== undefined && <DecisionReasons decision={decision} />}
    </Stack>
  );
}
