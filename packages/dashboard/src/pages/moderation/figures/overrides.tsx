import { Paper, Progress, Table, Text, Title } from "@mantine/core";
import { percent } from "./series.ts";

interface Row {
  key: string;
  name: string;
  /** How often a rule was hit. */
  hits?: number;
  reviewed: number;
  overruled: number;
  override_rate: number | null;
}

/** How often people decided the opposite of what these had said: what is often overruled is worth another look. */
export function Overrides({ title, rows }: { title: string; rows: readonly Row[] }) {
  const hasHits = rows.some(({ hits }) => hits !== undefined);
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h5">
        {title}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        How often people decided the opposite
      </Text>
      {rows.length === 0 ? (
        <Text size="sm">Nobody has decided anything after them in that time.</Text>
      ) : (
        <Table.ScrollContainer
          minWidth={420}
          scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": title } }}
        >
          <Table aria-label={title}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th miw={140}>Name</Table.Th>
                {hasHits && <Table.Th ta="right">Hits</Table.Th>}
                <Table.Th ta="right">Seen by people</Table.Th>
                <Table.Th ta="right">Overruled</Table.Th>
                <Table.Th w={180}>Share</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.toSorted(byRate).map((row) => (
                <Table.Tr key={row.key}>
                  <Table.Td>{row.name}</Table.Td>
                  {hasHits && <Table.Td ta="right">{row.hits}</Table.Td>}
                  <Table.Td ta="right">{row.reviewed}</Table.Td>
                  <Table.Td ta="right">{row.overruled}</Table.Td>
                  <Table.Td>
                    <Share rate={row.override_rate} name={row.name} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Paper>
  );
}

function Share({ rate, name }: { rate: number | null; name: string }) {
  if (rate === null) return <Text size="sm">{percent(rate)}</Text>;
  return (
    <div style={{ display: "flex", alignItems: "center", gap: 8 }}>
      <Progress value={rate * 100} color="orange" flex={1} aria-label={`${name}: share overruled`} />
      <Text size="sm" w={42} ta="right">
        {percent(rate)}
      </Text>
    </div>
  );
}

function byRate(a: Row, b: Row): number {
  return (b.override_rate ?? -1) - (a.override_rate ?? -1) || b.reviewed - a.reviewed;
}
