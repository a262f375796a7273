import { Anchor, Table, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Shape } from "../../api/client.ts";
import { sayNumber } from "./figures.ts";

type SiteNow = NonNullable<Shape<"Now">["sites"]>[number];

/** Each site of the hub, as it stands. */
export function Sites({ sites }: { sites: readonly SiteNow[] }) {
  return (
    <>
      <Title order={2} size="h4" mt="md" mb="xs" id="sites">
        Sites
      </Title>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section aria-labelledby="sites" tabIndex={0} style={{ overflowX: "auto" }}>
        <Table fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Site</Table.Th>
              <Table.Th scope="col" ta="right">
                Webhooks
              </Table.Th>
              <Table.Th scope="col" ta="right">
                Failing
              </Table.Th>
              <Table.Th scope="col" ta="right">
                Switched off
              </Table.Th>
              <Table.Th scope="col" ta="right">
                Owed
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sites.map(({ site_id, name, total, failing, inactive, owed }) => (
              <Table.Tr key={site_id}>
                <Table.Th scope="row" fw={500}>
                  <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/" search={{ site: site_id }} />}>
                    {name}
                  </Anchor>
                </Table.Th>
                <Table.Td ta="right">{sayNumber(total)}</Table.Td>
                <Table.Td ta="right">{sayNumber(failing)}</Table.Td>
                <Table.Td ta="right">{sayNumber(inactive)}</Table.Td>
                <Table.Td ta="right">{sayNumber(owed)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
    </>
  );
}
