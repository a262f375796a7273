import { Button, Group, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, body } from "../../../api/client.ts";
import { ProblemError } from "../../../api/problem.ts";
import { useSite } from "../../../api/site.ts";
import { Failure } from "../../../parts/failure.tsx";
import { checkJsonObject } from "../../../parts/json-check.ts";
import { JsonField } from "../../../parts/json-field.tsx";
import { sayDone } from "../../../parts/said.ts";
import type { EventType } from "./queries.ts";
import { TryExample } from "./try-example.tsx";

const STARTER = {
  type: "object",
  required: ["id"],
  properties: { id: { type: "string" } },
};

/** The description and the schema, and beside them an example that is held to the schema as it is being written. */
export function Editor({ eventType }: { eventType: EventType }) {
  const query = useSite();
  const queries = useQueryClient();
  const { name } = eventType;
  const [description, setDescription] = useState(eventType.description ?? "");
  const [schema, setSchema] = useState(eventType.schema === null ? "" : JSON.stringify(eventType.schema, null, 2));
  const check = checkJsonObject(schema);
  const isEmpty = schema.trim() === "";
  const save = useMutation({
    mutationFn: () => {
      const wishes = {
        description: description.trim() === "" ? null : description.trim(),
        schema: "value" in check ? (check.value as EventType["schema"]) : null,
      };
      return body(api.PUT("/v1/event-types/{name}", { params: { path: { name }, query }, body: wishes }));
    },
    onSuccess: async () => {
      sayDone("Saved. Events are held to it from now on.");
      await queries.invalidateQueries({ queryKey: ["event-types"] });
      await queries.invalidateQueries({ queryKey: ["event-type"] });
    },
  });
  const fault = save.error instanceof ProblemError ? save.error.of("/schema") : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate();
  }

  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <form onSubmit={submit} aria-label="Event type">
        <Stack>
          <TextInput
            label="Description"
            description="What it tells."
            value={description}
            maxLength={1024}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <JsonField
            label="JSON Schema"
            description="Of the event's data: draft 2020-12, at most 64 KiB, referring to no other document. Empty: anything."
            value={schema}
            onChange={(text) => {
              setSchema(text);
              save.reset();
            }}
            error={fault}
            minRows={14}
          />
          {save.error !== null && fault === undefined && <Failure error={save.error} title="It was not saved" />}
          <Group>
            <Button type="submit" loading={save.isPending} disabled={!isEmpty && "fault" in check}>
              Save
            </Button>
            {isEmpty && (
              <Button variant="default" onClick={() => setSchema(JSON.stringify(STARTER, null, 2))}>
                Begin with an example
              </Button>
            )}
          </Group>
        </Stack>
      </form>
      <TryExample schema={"value" in check ? check.value : null} />
    </SimpleGrid>
  );
}
