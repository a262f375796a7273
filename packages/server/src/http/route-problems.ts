/** Which problems a route can answer with: what follows from what it takes, and what it names itself. */
import type { FastifySchema } from "fastify";
import type { ProblemCode } from "../model/errors.ts";
import type { Access } from "./auth.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What it can answer with beside what every route of its kind can. */
    problems?: readonly ProblemCode[];
  }
}

export interface RouteFacts {
  /** In capitals. */
  method: string;
  schema: FastifySchema;
  access: Access;
  /** Which it names itself. */
  problems: readonly ProblemCode[];
}

/** Of every route: also where nothing is sent, for a path may be no URL. */
const ALWAYS: readonly ProblemCode[] = ["invalid_request", "internal", "unavailable"];
/** Of who has to say who they are. */
const KEYED: readonly ProblemCode[] = ["unauthorized", "forbidden", "cross_site_request"];
/** Of what may have a body: one that nobody asked for is refused as well. */
const WITH_BODY: readonly ProblemCode[] = [
  ...(["invalid_json", "unsupported_media_type", "payload_too_large", "unknown_field"] as const),
  ...(["too_deep", "unsafe_number", "unsafe_string"] as const),
];

/** Each once, those that it names itself at the end. */
export function problemsOf({ method, schema, access, problems }: RouteFacts): readonly ProblemCode[] {
  const query = fieldsOf(schema.querystring);
  const params = fieldsOf(schema.params);
  const cursor = "cursor" in query || "cursor" in fieldsOf(schema.body);
  const codes: ProblemCode[] = [...ALWAYS];
  if (access !== "public") codes.push(...KEYED);
  if (method !== "GET" && method !== "HEAD") codes.push(...WITH_BODY);
  if (schema.querystring !== undefined) codes.push("unknown_field");
  if (cursor) codes.push("invalid_cursor");
  if ("id" in params) codes.push("invalid_id");
  if (schema.params !== undefined || "site_id" in query) codes.push("not_found");
  return [...new Set([...codes.filter((code) => !problems.includes(code)), ...problems])];
}

function fieldsOf(schema: unknown): object {
  return (schema as { properties?: object } | undefined)?.properties ?? {};
}
