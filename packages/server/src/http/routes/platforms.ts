import { type Platform, platforms } from "@tabellary/receiver";
import { type Static, Type } from "typebox";
import { credentialFields } from "../../catalogue/catalogued-source.ts";
import { setUpOf } from "../../inbound/set-up.ts";
import type { App } from "../app.ts";
import { NoQuery, nullable, oneOf, strict } from "../shapes.ts";

const CredentialShape = strict({
  name: Type.String({ description: "As `secrets` of a source has it." }),
  description: Type.String({ description: "What it is, and where to find it." }),
  needed_for: oneOf(["receiving", "registering", "polling", "redelivery", "acting"]),
  is_required: Type.Boolean(),
  is_secret: Type.Boolean(),
});

const PlatformShape = strict({
  name: Type.String(),
  aliases: Type.Array(Type.String()),
  title: Type.String(),
  status: oneOf(
    ["confirmed", "unconfirmed"],
    "`unconfirmed`: something was not read in the platform's own text; `unconfirmed_facts` say what.",
  ),
  documents: Type.Array(Type.String(), { description: "Where the wire format comes from." }),
  unconfirmed_facts: Type.Array(Type.String()),
  credentials: Type.Array(CredentialShape),
  event_types: Type.Array(Type.String(), {
    description: "Those that mean the same on every platform. Others are `<platform>.<name>`.",
  }),
  retries: Type.String({ description: "What becomes of a request that fails." }),
  answers_handshake: Type.Boolean(),
  polling: nullable(
    strict({
      subjects: Type.Array(Type.String(), { description: "What to ask for: `poll.subject` of a source." }),
      interval_seconds: Type.Integer({ description: "How often it is polite to ask." }),
    }),
  ),
  set_up: strict({
    kind: oneOf(
      ["api", "portal", "none"],
      "`api`: …/registrations does it. `portal`: a person does. `none`: nothing is registered, it is polled or relayed.",
    ),
    portal: nullable(Type.String({ description: "Where a person does it, or why nobody needs to." })),
  }),
  moderates: Type.Boolean({ description: "Whether a comment can be hidden or removed there by a call." }),
});

export function addPlatforms(app: App): void {
  app.get(
    "/v1/platforms",
    {
      config: { access: "any" },
      schema: {
        operationId: "listPlatforms",
        summary: "List the platforms that can be sources",
        description: "With the credentials that each takes, and how it is set up.",
        tags: ["sources"],
        querystring: NoQuery,
        response: { 200: strict({ platforms: Type.Array(PlatformShape), next_cursor: Type.Null() }) },
      },
    },
    async () => ({ platforms: platforms.map(show), next_cursor: null }),
  );
}

function show(platform: Platform): Static<typeof PlatformShape> {
  const { name, aliases, title, status, facts, answer, unified, poll } = platform;
  return {
    ...{ name, aliases: [...aliases], title, status },
    documents: [...facts.sources],
    unconfirmed_facts: [...facts.unconfirmed],
    credentials: credentialFields(platform).map((field) => ({
      name: field.name,
      description: field.description,
      needed_for: field.use,
      is_required: field.isRequired,
      is_secret: field.isSecret,
    })),
    event_types: [...unified],
    retries: answer.retries,
    answers_handshake: platform.handshake !== undefined || platform.reply !== undefined,
    polling: poll ? { subjects: [...poll.subjects], interval_seconds: poll.intervalMs / 1_000 } : null,
    set_up: setUpOf(platform),
    moderates: platform.act !== undefined,
  };
}
