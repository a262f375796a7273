import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Empty } from "../../parts/empty.tsx";
import { keepSite } from "../../parts/keep-site.ts";

export function NoEvents({ isNarrowed }: { isNarrowed: boolean }) {
  if (isNarrowed) {
    return <Empty title="No event matches" text="Take a filter away, or choose another time. New ones show up here." />;
  }
  return (
    <Empty
      title="No event came yet"
      text="Your application posts events to /v1/events, or a source brings them. Send one by hand to see what becomes of it."
    >
      <Button size="xs" renderRoot={(props) => <Link to="/events/send" search={keepSite()} {...props} />}>
        Send an event
      </Button>
    </Empty>
  );
}
