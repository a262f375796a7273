import { Code, Group, Table, Text } from "@mantine/core";
import { Copy } from "../../../parts/copyable.tsx";
import type { Platform, Source } from "../queries.ts";
import { Credential } from "./credential.tsx";

type Entry = Platform["set_up"]["steps"][number]["enter"][number];

interface Setting {
  source: Source;
  platform: Platform;
}

/** The exact values to enter at the platform, under the names that they have there. */
export function Entries({ source, platform, entries }: Setting & { entries: readonly Entry[] }) {
  return (
    <Table withTableBorder layout="fixed" verticalSpacing={6}>
      <Table.Tbody>
        {entries.map((entry) => (
          <Table.Tr key={entry.name}>
            <Table.Th scope="row" w="32%" fw={500}>
              <Text size="sm">{entry.name}</Text>
            </Table.Th>
            <Table.Td>
              <Value source={source} platform={platform} entry={entry} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Value({ source, platform, entry }: Setting & { entry: Entry }) {
  if (entry.is === "credential") return <Credential source={source} platform={platform} name={entry.value ?? ""} />;
  const value = entry.is === "address" ? source.ingress_url : (entry.value ?? "");
  return (
    <Group gap={4} wrap="nowrap" justify="space-between">
      <Code style={{ overflowWrap: "anywhere" }}>{value}</Code>
      <Copy value={value} what={entry.name} />
    </Group>
  );
}
