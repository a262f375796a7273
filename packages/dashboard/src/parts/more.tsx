import { Button } from "@mantine/core";

interface MoreProps {
  /** As `useInfiniteQuery` gives it. */
  of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  label?: string;
}

/** The next page of a list; nothing at its end. */
export function More({ of: { hasNextPage, isFetchingNextPage, fetchNextPage }, label = "Show more" }: MoreProps) {
  if (!hasNextPage) return null;
  return (
    <Button variant="default" onClick={() => fetchNextPage()} loading={isFetchingNextPage}>
      {label}
    </Button>
  );
}
