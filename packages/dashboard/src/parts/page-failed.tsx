import { Button, Stack } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { Failure } from "./failure.tsx";

/** In a page's place when it could not be shown. */
export function PageFailed({ error }: { error: unknown }) {
  const router = useRouter();
  return (
    <Stack align="flex-start" p="md">
      <Failure error={error} />
      <Button variant="default" onClick={() => router.invalidate()}>
        Try again
      </Button>
    </Stack>
  );
}
