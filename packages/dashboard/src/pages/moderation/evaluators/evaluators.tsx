import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSite } from "../../../api/site.ts";
import { Failure } from "../../../parts/failure.tsx";
import { Frame } from "../frame.tsx";
import { moderationQuery } from "./moderation-query.ts";
import { SettingsForm } from "./settings-form.tsx";

/** How evaluators stand changes by itself. */
const REFRESH_MS = 10_000;

/** Who judges what comes in. */
export function Evaluators() {
  const site = useSite();
  const { data, error } = useQuery({ ...moderationQuery(site), refetchInterval: REFRESH_MS });
  return (
    <Frame
      title="Evaluators"
      text="Who looks at what comes in, and says what is found. All that are on are asked side by side."
    >
      {error !== null && <Failure error={error} title="The evaluators cannot be shown" />}
      {data === undefined && error === null && <Skeleton h={360} />}
      {data !== undefined && <SettingsForm key={JSON.stringify(site)} settings={data} />}
    </Frame>
  );
}
