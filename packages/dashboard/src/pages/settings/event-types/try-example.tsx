import { Alert, Button, Code, Group, List, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, body } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Failure } from "../../../parts/failure.tsx";
import { checkJsonObject } from "../../../parts/json-check.ts";
import { JsonField } from "../../../parts/json-field.tsx";
import type { Tried } from "./queries.ts";

/** Holds an example to the schema as it stands in the form; nothing is saved and no event is made. */
export function TryExample({ schema }: { schema: Record<string, unknown> | null }) {
  const query = useSite();
  const [example, setExample] = useState('{\n  "id": "1"\n}');
  const check = checkJsonObject(example);
  const attempt = useMutation({
    mutationFn: () => {
      const data = "value" in check ? check.value : {};
      // The API's document knows no more of either than that it is an object.
      const asked = { schema, data } as { schema: never; data: never };
      return body(api.POST("/v1/event-types/try", { params: { query }, body: asked }));
    },
  });
  return (
    <Stack>
      <JsonField
        label="Try an example"
        description="The data of an event, held to the schema as it stands here. Nothing is kept."
        value={example}
        onChange={(text) => {
          setExample(text);
          attempt.reset();
        }}
        minRows={10}
      />
      <Group>
        <Button
          variant="default"
          loading={attempt.isPending}
          disabled={schema === null || "fault" in check}
          onClick={() => attempt.mutate()}
        >
          Try
        </Button>
      </Group>
      {attempt.error !== null && <Failure error={attempt.error} title="The schema cannot be used" />}
      {attempt.data !== undefined && <Verdict tried={attempt.data} />}
    </Stack>
  );
}

function Verdict({ tried: { is_valid: isValid, errors } }: { tried: Tried }) {
  if (isValid) {
    return (
      <Alert color="teal" variant="light" title="It would be taken" role="status">
        An event with these data fits the schema.
      </Alert>
    );
  }
  return (
    <Alert color="orange" variant="light" title="It would be refused" role="status">
      <List size="sm">
        {errors.map(({ path, message }) => (
          <List.Item key={path + message}>
            <Code>{path}</Code> {message}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
