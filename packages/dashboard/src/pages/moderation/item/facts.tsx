import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Shape } from "../../../api/client.ts";
import { Copy } from "../../../parts/copyable.tsx";
import { Facts } from "../../../parts/facts.tsx";
import { keepSite } from "../../../parts/keep-site.ts";
import { platformName } from "./words.ts";

/** What an item is called, and where it came from. */
export function ItemFacts({ media }: { media: Shape<"MediaDetail"> }) {
  const { id, app_media_id, platform, native_id, author, type } = media;
  const name = author.username === null ? author.id : `${author.username} (${author.id})`;
  return (
    <Facts
      facts={{
        Id: (
          <>
            {id} <Copy value={id} what="the id" />
          </>
        ),
        Kind: type,
        "Your own id": app_media_id ?? undefined,
        Platform: platform === null ? undefined : platformName(platform),
        "Its id there": native_id ?? undefined,
        Author: author.id === null ? undefined : name,
        "Newest job": <JobLink id={media.job_id} />,
      }}
    />
  );
}

function JobLink({ id }: { id: string }) {
  return (
    <Anchor size="sm" renderRoot={(props) => <Link to="/moderation/jobs" search={keepSite({ job: id })} {...props} />}>
      {id}
    </Anchor>
  );
}
