import { Badge, Button, Skeleton, Stack, Table, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Empty } from "../../../parts/empty.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { More } from "../../../parts/more.tsx";
import { Time } from "../../../parts/time.tsx";
import { WideTable } from "../../../parts/wide-table.tsx";
import { Frame } from "../frame.tsx";
import { siteNamesQuery } from "../sites/queries.ts";
import { NewKey } from "./new-key.tsx";
import { type Key, keysQuery } from "./queries.ts";
import { RevokeKey } from "./revoke-key.tsx";

/** Who may use the API, and for what. For administrators. */
export function Keys() {
  const [isNew, setNew] = useState(false);
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
      New key
    </Button>
  );
  return (
    <Frame
      title="Keys"
      text="What programs and people sign in with. The key that the hub was started with is not among them."
      actions={add}
    >
      <List add={add} />
      {isNew && <NewKey onClose={() => setNew(false)} />}
    </Frame>
  );
}

function List({ add }: { add: ReactNode }) {
  const list = useInfiniteQuery(keysQuery);
  const { data, error } = list;
  const { data: names } = useQuery(siteNamesQuery);
  const [revoked, setRevoked] = useState<Key | null>(null);
  if (error !== null && data === undefined) return <Failure error={error} title="The keys could not be read" />;
  if (data === undefined) return <Skeleton h={240} aria-label="Loading" />;
  const keys = data.pages.flatMap((page) => page.keys);
  if (keys.length === 0) {
    return (
      <Empty
        title="There is no key yet"
        text="Make one for each program that uses the API, with no more than it needs."
      >
        {add}
      </Empty>
    );
  }
  return (
    <Stack>
      <WideTable
        label="Keys"
        width={720}
        heads={["Name", "Begins with", "Site", "May", "Made", { hidden: "What can be done" }]}
      >
        {keys.map((key) => (
          <Row key={key.id} row={key} site={names?.get(key.site_id ?? "")} onRevoke={() => setRevoked(key)} />
        ))}
      </WideTable>
      <More of={list} />
      {revoked !== null && <RevokeKey row={revoked} onClose={() => setRevoked(null)} />}
    </Stack>
  );
}

interface RowProps {
  row: Key;
  /** Its site's name, where it is known. */
  site: string | undefined;
  onRevoke: () => void;
}

function Row({ row, site, onRevoke }: RowProps) {
  const { name, admin, site_id: siteId, scopes, hint, created_at } = row;
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600}>
          {name}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm" ff="monospace">
          {hint}…
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{admin ? "all" : (site ?? siteId)}</Text>
      </Table.Td>
      <Table.Td maw={280}>
        {admin ? (
          <Badge variant="light" color="orange" tt="none">
            everything
          </Badge>
        ) : (
          <Text size="sm" lineClamp={2} title={scopes.join(", ")}>
            {scopes.join(", ")}
          </Text>
        )}
      </Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>
        <Text size="sm">
          <Time at={created_at} ago />
        </Text>
      </Table.Td>
      <Table.Td ta="right">
        <Button size="compact-sm" variant="default" onClick={onRevoke} aria-label={`Revoke ${name}`}>
          Revoke
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
