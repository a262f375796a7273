import { ScrollArea, Table } from "@mantine/core";
import type { ReactNode } from "react";

interface WideTableProps {
  /** What the rows are, for who cannot see it. */
  label: string;
  /** Wide enough for the columns, in pixels: on a narrow screen the table scrolls by itself. */
  width: number;
  /** Of each column. One of `{ hidden }` is only read out. */
  heads: readonly (string | { hidden: string })[];
  /** Its rows. */
  children: ReactNode;
}

/** A table that fits a phone by scrolling, also from the keyboard. */
export function WideTable({ label, width, heads, children }: WideTableProps) {
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: "region", "aria-label": label }}>
      <Table miw={width} verticalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            {heads.map((head) =>
              typeof head === "string" ? (
                <Table.Th key={head}>{head}</Table.Th>
              ) : (
                <Table.Th key={head.hidden} aria-label={head.hidden} />
              ),
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
