import { Skeleton, Stack } from "@mantine/core";

/** In a page's place while it loads: about as high as what comes. */
export function PagePending() {
  return (
    <Stack aria-busy aria-label="Loading">
      <Skeleton h={36} w={240} />
      <Skeleton h={140} />
      <Skeleton h={320} />
    </Stack>
  );
}
