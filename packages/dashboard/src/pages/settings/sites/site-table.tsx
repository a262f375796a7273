import { Anchor, Button, Group, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { keepSite } from "../../../parts/keep-site.ts";
import { Time } from "../../../parts/time.tsx";
import { WideTable } from "../../../parts/wide-table.tsx";
import type { SiteRow } from "./queries.ts";

/** The hub makes it at its first start. */
const FIRST = "default";

interface SiteTableProps {
  sites: readonly SiteRow[];
  onChange: (site: SiteRow) => void;
  onRemove: (site: SiteRow) => void;
}

export function SiteTable({ sites, onChange, onRemove }: SiteTableProps) {
  return (
    <WideTable
      label="Sites"
      width={680}
      heads={["Name", "Description", "Contract", "Made", { hidden: "What can be done" }]}
    >
      {sites.map((site) => (
        <Row key={site.id} site={site} onChange={() => onChange(site)} onRemove={() => onRemove(site)} />
      ))}
    </WideTable>
  );
}

function Row({ site, onChange, onRemove }: { site: SiteRow; onChange: () => void; onRemove: () => void }) {
  const { id, name, description, contract, is_operator: isOperator, created_at } = site;
  const isBuiltIn = isOperator || name === FIRST;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor size="sm" fw={600} renderRoot={(props) => <Link to="/" search={keepSite({ site: id })} {...props} />}>
          {name}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{description ?? "–"}</Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm" ff="monospace">
          {contract}
        </Text>
      </Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>
        <Text size="sm">
          <Time at={created_at} ago />
        </Text>
      </Table.Td>
      <Table.Td>
        <Group gap={4} justify="flex-end" wrap="nowrap">
          <Button size="compact-sm" variant="default" onClick={onChange} aria-label={`Change ${name}`}>
            Change
          </Button>
          {!isBuiltIn && (
            <Button size="compact-sm" variant="default" onClick={onRemove} aria-label={`Delete ${name}`}>
              Delete
            </Button>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
