import { Button, Center, Skeleton, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { Failure } from "../failure.tsx";
import { RowRoutesContext } from "./row-link.tsx";
import { type RowLook, RowTable } from "./row-table.tsx";
import type { PagedList } from "./use-paged-rows.ts";
import { useRowRoutes } from "./use-row-routes.ts";

interface RowListProps<Row> {
  label: string;
  list: PagedList<Row>;
  look: RowLook<Row>;
  /** In its place when nothing is in it. */
  empty: ReactNode;
}

/** A list with all that may become of it: it comes, it is empty, it fails, it rests. */
export function RowList<Row>({ label, list: { rows, restart }, look, empty }: RowListProps<Row>) {
  const routes = useRowRoutes();
  if (rows === null || rows.isLoading) return <Skeleton h={26 * 16} radius="md" aria-label="Loading" />;
  const isEmpty = rows.count === 0 && rows.isWhole;
  return (
    <Stack gap="xs">
      {rows.isBehind && (
        <Center>
          <Button size="compact-sm" variant="light" onClick={restart}>
            Much came in meanwhile: start again at the newest
          </Button>
        </Center>
      )}
      {isEmpty ? (
        empty
      ) : (
        <RowRoutesContext value={routes}>
          <RowTable label={label} rows={rows} look={look} />
        </RowRoutesContext>
      )}
      {rows.error !== null && <Failure error={rows.error} title="The list could not be read further" />}
      {(rows.error !== null || rows.isResting) && (
        <Center>
          <Button variant="default" size="xs" onClick={() => rows.goOn()}>
            {rows.error !== null ? "Try again" : "Nothing among the newest: look further back"}
          </Button>
        </Center>
      )}
    </Stack>
  );
}
