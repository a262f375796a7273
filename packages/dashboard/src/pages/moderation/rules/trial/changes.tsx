import { Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSite } from "../../../../api/site.ts";
import { RecordLink } from "../../../../parts/record-link.tsx";
import { Status } from "../../../../parts/status.tsx";
import { mediaQuery } from "../../item/queries.ts";
import classes from "../rule-line.module.css";
import type { Change } from "./trial.ts";

/** Each reads its item's text. */
const AT_ONCE = 20;

/** Items that would be something else, and by which rules. */
export function Changes({ changes }: { changes: readonly Change[] }) {
  const [shown, setShown] = useState(AT_ONCE);
  return (
    <Stack gap="xs">
      <div>
        {changes.slice(0, shown).map((change) => (
          <ChangeLine key={change.media_id} change={change} />
        ))}
      </div>
      {changes.length > shown && (
        <Button
          size="xs"
          variant="default"
          style={{ alignSelf: "flex-start" }}
          onClick={() => setShown(shown + AT_ONCE)}
        >
          Show {Math.min(AT_ONCE, changes.length - shown)} more
        </Button>
      )}
    </Stack>
  );
}

function ChangeLine({ change: { media_id, from, to, reason, rules } }: { change: Change }) {
  const { data } = useQuery({ ...mediaQuery(useSite(), media_id), staleTime: 60_000 });
  return (
    <div className={classes.rule}>
      <div className={classes.words}>
        <Text size="sm" truncate>
          <RecordLink id={media_id}>{data?.excerpt ?? media_id}</RecordLink>
        </Text>
        <Text size="xs" c="dimmed" title={reason}>
          {rules.length === 0 ? reason : rules.join(", ")}
        </Text>
      </div>
      <Group gap={6} wrap="nowrap" className={classes.beside}>
        <Status value={from} />
        <IconArrowRight size={14} aria-label="would be" />
        <Status value={to} />
      </Group>
    </div>
  );
}
