import { Alert, Button, Group, Paper, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, body } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Failure } from "../../../parts/failure.tsx";
import { sayDone } from "../../../parts/said.ts";
import type { Platform, Source } from "../queries.ts";
import { refresh } from "../refresh.ts";
import { readOptions } from "./options.ts";

/** The hub asks the platform's API to send here. */
export function ByApi({ source: { id, secrets }, platform }: { source: Source; platform: Platform }) {
  const query = useSite();
  const queries = useQueryClient();
  const [typed, setTyped] = useState<Record<string, string>>({});
  const register = useMutation({
    mutationFn: async () => {
      const options = readOptions(platform.set_up.options, typed);
      return body(api.POST("/v1/sources/{id}/registrations", { params: { path: { id }, query }, body: { options } }));
    },
    onSuccess: async () => {
      sayDone(`${platform.title} was asked to send here.`);
      await refresh(queries);
    },
  });
  const missing = platform.credentials.filter(
    ({ name, needed_for, is_required }) => needed_for === "registering" && is_required && secrets[name] === undefined,
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    register.mutate();
  }

  return (
    <Paper withBorder p="md" component="form" onSubmit={submit} aria-label="Register by API">
      <Stack gap="sm">
        <Text component="h2" fw={600} size="lg">
          Let the hub do it
        </Text>
        <Text size="sm">
          {platform.title} has an API for it: the hub registers the address there, with this source's credentials, and
          renews in time what ends.
        </Text>
        {missing.length > 0 && (
          <Alert color="yellow" variant="light" title="Something is needed for it">
            <Text size="sm">
              Enter under Settings, “To let the hub register the address itself”:{" "}
              {missing.map(({ name }) => name).join(", ")}.
            </Text>
          </Alert>
        )}
        {platform.set_up.options.map(({ name, description, kind, is_required, example }) => {
          const Field = kind === "json" ? Textarea : TextInput;
          return (
            <Field
              key={name}
              label={name}
              description={`${description}${kind === "list" ? " Several are separated by commas." : ""}`}
              placeholder={example}
              required={is_required}
              value={typed[name] ?? ""}
              onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
            />
          );
        })}
        {register.error !== null && <Failure error={register.error} title="It was not registered" />}
        <Group>
          <Button type="submit" loading={register.isPending} disabled={missing.length > 0}>
            Register at {platform.title}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
