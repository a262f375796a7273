import { Anchor, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useSite } from "../../../api/site.ts";
import { Failure } from "../../../parts/failure.tsx";
import { keepSite } from "../../../parts/keep-site.ts";
import { Frame } from "../frame.tsx";
import { DeleteEventType } from "./delete-event-type.tsx";
import { Editor } from "./editor.tsx";
import { eventTypeQuery } from "./queries.ts";

/** One event type: what it means, its schema, and an example held to that. */
export function EventTypePage() {
  const { name } = useParams({ strict: false }) as { name: string };
  const { data, error } = useQuery(eventTypeQuery(useSite(), name));
  return (
    <Frame
      title={name}
      text={
        <Anchor
          inherit
          underline="always"
          renderRoot={(props) => <Link to="/settings/event-types" search={keepSite()} {...props} />}
        >
          All event types
        </Anchor>
      }
      actions={data !== undefined && <DeleteEventType name={name} />}
    >
      {error !== null && <Failure error={error} title="The event type could not be read" />}
      {data === undefined && error === null && <Skeleton h={480} aria-label="Loading" />}
      {data !== undefined && <Editor key={name} eventType={data} />}
    </Frame>
  );
}
