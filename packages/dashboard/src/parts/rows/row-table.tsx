import { Skeleton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type KeyboardEvent, memo, type ReactNode, useEffect, useRef } from "react";
import type { PagedRows } from "./paged-rows.ts";
import classes from "./row-table.module.css";
import { useWindow } from "./use-window.ts";

export interface Column<Row> {
  title: string;
  /** A track of a CSS grid: `120px`, `1fr`, `minmax(0, 2fr)`. */
  track: string;
  show(row: Row): ReactNode;
}

/** How one kind of row looks. Make it once: it is compared by identity. */
export interface RowLook<Row> {
  columns: readonly Column<Row>[];
  /** All of a row where there is no room for columns. */
  card(row: Row): ReactNode;
  rowHeight: number;
  cardHeight: number;
}

interface RowTableProps<Row> {
  label: string;
  rows: PagedRows<Row>;
  look: RowLook<Row>;
}

const HEAD_PX = 34;
/** Rows to come, drawn in grey. */
const WAITING_ROWS = 12;

/** A list of any length as a table; on a narrow page as cards. Arrow keys go from one row's link to the next. */
export function RowTable<Row>({ label, rows, look }: RowTableProps<Row>) {
  const isNarrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = isNarrow ? look.cardHeight : look.rowHeight;
  const headHeight = isNarrow ? 0 : HEAD_PX;
  const count = rows.count + (rows.isWhole || rows.isResting || rows.error !== null ? 0 : WAITING_ROWS);
  const seen = useWindow({ scroller, count, freshCount: rows.freshCount, rowHeight, headHeight });
  const { first, last } = seen;

  // After every drawing, for what is in memory changes with it; it costs nothing when nothing is missing.
  useEffect(() => rows.want(first, last));

  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const index = indexOf(event.target as Element);
    if (step === 0 || index === null || index + step < 0 || index + step >= rows.count) return;
    event.preventDefault();
    seen.scrollTo(index + step);
    linkOf(scroller.current, index + step)?.focus({ preventScroll: true });
  }

  const tracks = { gridTemplateColumns: look.columns.map(({ track }) => track).join(" ") };
  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot have rows that are placed by themselves
    <div
      ref={scroller}
      className={classes.scroller}
      role="table"
      aria-label={label}
      aria-rowcount={rows.isWhole ? rows.count + 1 : -1}
      aria-busy={rows.isLoading}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={seen.onScroll}
      onKeyDown={onKeyDown}
    >
      {!isNarrow && (
        // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above
        <div
          role="row"
          aria-rowindex={1}
          className={`${classes.head} ${classes.cells}`}
          style={{ ...tracks, height: HEAD_PX }}
        >
          {look.columns.map(({ title }) => (
            // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: as above
            <div key={title} role="columnheader" className={classes.cell}>
              {title}
            </div>
          ))}
        </div>
      )}
      <div style={{ position: "relative", height: seen.height }}>
        {indexes.map((index) => (
          <TableRow
            key={index - rows.freshCount}
            index={index}
            row={rows.at(index)}
            top={seen.topOf(index)}
            height={rowHeight}
            look={look as RowLook<unknown>}
            tracks={tracks.gridTemplateColumns}
            isNarrow={isNarrow}
          />
        ))}
      </div>
    </div>
  );
}

interface TableRowProps {
  index: number;
  row: unknown;
  top: number;
  height: number;
  look: RowLook<unknown>;
  tracks: string;
  isNarrow: boolean;
}

const TableRow = memo(function TableRow({ index, row, top, height, look, tracks, isNarrow }: TableRowProps) {
  const style = { height, transform: `translateY(${top}px)`, ...(!isNarrow && { gridTemplateColumns: tracks }) };
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: a table element cannot have rows that are placed by themselves
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      className={`${classes.row} ${isNarrow ? "" : classes.cells}`}
      style={style}
    >
      {isNarrow ? (
        // biome-ignore lint/a11y/useSemanticElements: as above
        <div role="cell" style={{ height: "100%" }}>
          {row === undefined ? <Skeleton h={height - 24} m={12} /> : look.card(row)}
        </div>
      ) : (
        look.columns.map(({ title, show }) => (
          // biome-ignore lint/a11y/useSemanticElements: as above
          <div key={title} role="cell" className={classes.cell}>
            {row === undefined ? <Skeleton h={10} w="70%" /> : show(row)}
          </div>
        ))
      )}
    </div>
  );
});

function indexOf(element: Element): number | null {
  const index = element.closest("[data-index]")?.getAttribute("data-index");
  return index == null ? null : Number(index);
}

function linkOf(scroller: HTMLElement | null, index: number): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`[data-index="${index}"] a[data-row-link]`) ?? null;
}
