import { Anchor, Box } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { PageTitle } from "./page-title.tsx";

/** At an address that no page has. */
export function PageMissing() {
  return (
    <Box p="md">
      <PageTitle
        title="There is no such page"
        text={
          <Anchor inherit underline="always" renderRoot={(props) => <Link to="/" {...props} />}>
            Go to the overview
          </Anchor>
        }
      />
    </Box>
  );
}
