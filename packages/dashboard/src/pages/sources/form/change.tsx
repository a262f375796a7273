import { Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { sayDone } from "../../../parts/said.ts";
import type { Platform, Source } from "../queries.ts";
import { refresh } from "../refresh.ts";
import { keepTyped } from "../typed.ts";
import type { SourceWishes } from "./draft.ts";
import { SourceForm } from "./source-form.tsx";

/** The same form as for a new source, over what there is. */
export function Change({ source, platform }: { source: Source; platform: Platform }) {
  const { id } = source;
  const query = useSite();
  const queries = useQueryClient();
  const [revision, setRevision] = useState(0);
  const change = useMutation({
    mutationFn: (wishes: SourceWishes) =>
      body(api.PATCH("/v1/sources/{id}", { params: { path: { id }, query }, body: wishes })),
    onSuccess: async (_source, wishes) => {
      keepTyped(queries, id, wishes);
      sayDone("Saved.");
      await refresh(queries);
      setRevision((before) => before + 1);
    },
  });
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Secrets are not shown again. What you enter takes the place of what is kept; what you leave empty stays.
      </Text>
      <SourceForm
        key={revision}
        platform={platform}
        source={source}
        action="Save"
        onSave={change.mutate}
        isPending={change.isPending}
        error={change.error}
      />
    </Stack>
  );
}
