import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Empty } from "../../parts/empty.tsx";
import { keepSite } from "../../parts/keep-site.ts";

export function NoDeliveries({ isNarrowed }: { isNarrowed: boolean }) {
  if (isNarrowed) {
    return (
      <Empty title="No delivery matches" text="Take a filter away, or choose another time. New ones show up here." />
    );
  }
  return (
    <Empty
      title="Nothing was delivered yet"
      text="Make a webhook and send it a test: the delivery shows up here, with what was sent and what came back."
    >
      <Anchor size="sm" renderRoot={(props) => <Link to="/webhooks" search={keepSite()} {...props} />}>
        Go to the webhooks
      </Anchor>
    </Empty>
  );
}
