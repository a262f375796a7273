import { Alert, Code, List, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { ProblemError, sentenceOf } from "../api/problem.ts";

/** What went wrong, in the hub's own words, with the code to search the documentation for. */
export function Failure({ error, title = "That did not work" }: { error: unknown; title?: string }) {
  const faults = error instanceof ProblemError ? error.faults : [];
  return (
    <Alert color="red" variant="light" title={title} icon={<IconAlertTriangle />} role="alert">
      <Text size="sm">{sentenceOf(error)}</Text>
      {faults.length > 0 && (
        <List size="sm" mt="xs">
          {faults.map(({ path, message }) => (
            <List.Item key={path + message}>
              <Code>{path}</Code> {message}
            </List.Item>
          ))}
        </List>
      )}
      {error instanceof ProblemError && (
        <Text size="xs" c="dimmed" mt="xs">
          {error.code}
        </Text>
      )}
    </Alert>
  );
}
