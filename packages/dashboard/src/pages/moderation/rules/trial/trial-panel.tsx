import { Alert, Button, Group, Paper, Stack, Table, Text, Title } from "@mantine/core";
import { Changes } from "./changes.tsx";
import { type Trial, VERDICTS } from "./trial.ts";
import type { TrialState } from "./use-trial.ts";

/** What rules would have made of past items, beside what was made of them. */
export function TrialPanel({ trial, isOld }: { trial: TrialState; isOld: boolean }) {
  const { result } = trial;
  if (result === null) return null;
  return (
    <Paper withBorder p="md" component="section" aria-label="Trial on past items">
      <Stack gap="sm">
        <Title order={2} size="h4">
          On past items
        </Title>
        {isOld && (
          <Alert color="yellow" p="xs">
            You have changed the group since: try it again.
          </Alert>
        )}
        <Text size="sm" role="status">
          {sentenceOf(result)}
        </Text>
        {result.items > 0 && <BeforeAndAfter trial={result} />}
        {result.changes.length > 0 && <Changes changes={result.changes} />}
        {result.next !== null && (
          <Group>
            <Button size="xs" variant="default" onClick={trial.goOn} loading={trial.isPending} disabled={isOld}>
              Try on older items too
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}

function sentenceOf({ items, changes, next }: Trial): string {
  if (items === 0 && next === null) return "There are no past items yet. Submit some, and try again.";
  if (items === 0) return "The newest have not been judged yet: try older ones.";
  const which = next === null ? `All ${items} past items` : `The newest ${items} past items`;
  if (changes.length === 0) return `${which} would be what they are.`;
  return `${which} were asked about: ${changes.length} would be something else. Nothing is changed by this.`;
}

function BeforeAndAfter({ trial: { before, after, items } }: { trial: Trial }) {
  return (
    <Table.ScrollContainer minWidth={0} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table aria-label="Before and after" maw={460}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th />
            <Table.Th ta="right">Now</Table.Th>
            <Table.Th ta="right">With this</Table.Th>
            <Table.Th ta="right">Change</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {VERDICTS.map((verdict) => {
            const now = before[verdict] ?? 0;
            const change = after[verdict] - now;
            return (
              <Table.Tr key={verdict}>
                <Table.Th scope="row" fw={500}>
                  {verdict}
                </Table.Th>
                <Table.Td ta="right">{share(now, items)}</Table.Td>
                <Table.Td ta="right">{share(after[verdict], items)}</Table.Td>
                <Table.Td ta="right" fw={change === 0 ? 400 : 600}>
                  {change > 0 ? `+${change}` : change}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function share(count: number, items: number): string {
  return `${count} (${Math.round((count / items) * 100)}%)`;
}
