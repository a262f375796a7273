import { Anchor, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, body } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { keepSite } from "../../../parts/keep-site.ts";
import { Secret } from "../../../parts/secret.tsx";
import type { Platform, Source } from "../queries.ts";
import { typedSecret } from "../typed.ts";

interface CredentialProps {
  source: Source;
  platform: Platform;
  name: string;
}

/**
 * A secret that the platform has to be told. Where a person has to enter it the hub shows it once more; else it is here
 * while the page still knows what was typed, and later there is its beginning.
 */
export function Credential({ source, platform, name }: CredentialProps) {
  const query = useSite();
  const typed = typedSecret(useQueryClient(), source.id, name);
  const kept = source.secrets[name];
  if (typed !== undefined) return <Secret what={`the ${name}`} value={typed} />;
  if (kept === undefined) {
    return (
      <Text size="sm">
        There is no {name} yet: enter or make one under <ToSettings id={source.id} />.
      </Text>
    );
  }
  if (platform.set_up.kind === "portal") {
    return <Secret what={`the ${name}`} value={() => reveal(source.id, query, name)} />;
  }
  return (
    <Text size="sm">
      The {name} that you entered ({kept.join(", ")}). It is not shown again; under <ToSettings id={source.id} /> you
      can enter another.
    </Text>
  );
}

function ToSettings({ id }: { id: string }) {
  return (
    <Anchor
      inherit
      underline="always"
      renderRoot={(props) => (
        <Link to="/sources/$id" params={{ id }} search={keepSite({ tab: "settings" })} {...props} />
      )}
    >
      Settings
    </Anchor>
  );
}

/** Of a platform without an API, registering answers with what to enter there. */
async function reveal(id: string, query: ReturnType<typeof useSite>, name: string): Promise<string> {
  const { by_hand } = await body(
    api.POST("/v1/sources/{id}/registrations", { params: { path: { id }, query }, body: {} }),
  );
  const value = by_hand?.values.find((one) => one.name === name)?.value;
  if (value === undefined) throw new Error("The hub does not show it.");
  return value;
}
