import { type Entry, type Platform, platformSetUp, platforms } from "@tabellary/receiver";
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

const EntryShape = strict({
  name: Type.String({ description: "What the platform calls it." }),
  is: oneOf(
    ["address", "credential", "text"],
    "`address`: the source's `ingress_url`. `credential`: one of its `secrets`. `text`: this, as it is.",
  ),
  value: nullable(Type.String({ description: "The text, or the credential's name." })),
});

const StepShape = strict({
  text: Type.String({ description: "Where, and what to do there." }),
  enter: Type.Array(EntryShape, { description: "What is entered there." }),
});

const OptionShape = strict({
  name: Type.String(),
  description: Type.String(),
  kind: oneOf(["text", "list", "json"]),
  is_required: Type.Boolean(),
  example: Type.String(),
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
      subject_descriptions: Type.Unsafe<Record<string, string>>({
        type: "object",
        additionalProperties: { type: "string" },
        description: "What each of them means.",
      }),
      interval_seconds: Type.Integer({ description: "How often it is polite to ask." }),
    }),
  ),
  set_up: strict({
    kind: oneOf(
      ["api", "portal", "none"],
      "`api`: …/registrations does it. `portal`: a person does. `none`: nothing is registered, it is polled or relayed.",
    ),
    portal: nullable(Type.String({ description: "Where a person does it, or why nobody needs to." })),
    steps: Type.Array(StepShape, { description: "What a person does; with `api` most of it can be left to that." }),
    options: Type.Array(OptionShape, { description: "What …/registrations takes as `options`." }),
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
  const { name, aliases, title, status, facts, answer, unified } = platform;
  const { steps, options } = platformSetUp(platform);
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
    polling: showPolling(platform),
    set_up: {
      ...setUpOf(platform),
      steps: steps.map(({ text, enter = [] }) => ({ text, enter: enter.map(showEntry) })),
      options: options.map(({ isRequired, ...option }) => ({ ...option, is_required: isRequired })),
    },
    moderates: platform.act !== undefined,
  };
}

function showPolling(platform: Platform): Static<typeof PlatformShape>["polling"] {
  const { poll } = platform;
  if (poll === undefined) return null;
  return {
    subjects: [...poll.subjects],
    subject_descriptions: { ...platformSetUp(platform).subjects },
    interval_seconds: poll.intervalMs / 1_000,
  };
}

function showEntry(entry: Entry): Static<typeof EntryShape> {
  const { name } = entry;
  switch (entry.is) {
    case "address":
      return { name, is: "address", value: null };
    case "credential":
      return { name, is: "credential", value: entry.credential };
    case "text":
      return { name, is: "text", value: entry.value };
  }
}
