/**
 * The error catalogue: every code the HTTP API can answer with. `docs/reference/errors.md` lists the same, and a test
 * fails when the two disagree.
 */
export const PROBLEMS = {
  invalid_json: { status: 400, title: "The body is not JSON", way: "Send one JSON document in UTF-8." },
  invalid_request: {
    status: 400,
    title: "The request is not as documented",
    way: "Correct the fields that are named.",
  },
  unknown_field: { status: 400, title: "A field is not known", way: "Remove or rename the field that is named." },
  invalid_id: { status: 400, title: "The id is not well formed", way: "Use an id as the API returned it." },
  invalid_cursor: { status: 400, title: "The cursor is not one of ours", way: "Start again without a cursor." },
  unauthorized: { status: 401, title: "The API key is missing or wrong", way: "Send `Authorization: Bearer <key>`." },
  forbidden: { status: 403, title: "The API key may not do this", way: "Use a key that has the scope named." },
  cross_site_request: {
    status: 403,
    title: "The request was not made by the hub's own page",
    way: "Programs send `Authorization: Bearer <key>` and no cookie.",
  },
  not_found: { status: 404, title: "There is no such thing here", way: "Check the id and the site of the key." },
  method_not_allowed: {
    status: 405,
    title: "This path takes other methods",
    way: "See /docs for the methods of the path.",
  },
  conflict: { status: 409, title: "It is not in a state for this", way: "Read it again and see what changed." },
  idempotency_key_reused: {
    status: 409,
    title: "The Idempotency-Key belongs to another body",
    way: "Use a new key for a new request; repeat a request with the very same body.",
  },
  external_id_taken: {
    status: 409,
    title: "The external_id belongs to another event",
    way: "Use another external_id.",
  },
  payload_too_large: {
    status: 413,
    title: "The body is too large",
    way: "Send less, or raise TABELLARY_MAX_PAYLOAD_BYTES.",
  },
  unsupported_media_type: {
    status: 415,
    title: "The body is of another kind",
    way: "Send `Content-Type: application/json`.",
  },
  unsafe_number: {
    status: 422,
    title: "A number would lose value",
    way: "Send the number as a string: JavaScript receivers cannot carry it.",
  },
  unsafe_string: { status: 422, title: "A string is not Unicode", way: "Remove the lone surrogate that is named." },
  too_deep: { status: 422, title: "The document is nested too deeply", way: "Nest at most 64 levels." },
  schema_violation: {
    status: 422,
    title: "The data does not fit its event type's schema",
    way: "Correct the data, or the schema.",
  },
  invalid_findings: {
    status: 422,
    title: "The findings are not as documented",
    way: "Correct what is named, and send them again.",
  },
  url_not_allowed: {
    status: 422,
    title: "Tabellary does not send to this address",
    way: "Use a public https address, or let the operator allow it with TABELLARY_EGRESS_ALLOW.",
  },
  overloaded: { status: 429, title: "Too much at once", way: "Repeat the request after the time in Retry-After." },
  internal: { status: 500, title: "Something broke here", way: "See the log under the request id." },
  platform_failed: {
    status: 502,
    title: "The platform did not do it",
    way: "See what it says; correct the source's credentials, or repeat the request later.",
  },
  media_unavailable: {
    status: 502,
    title: "The picture cannot be shown",
    way: "See what is said of it, and whether its URL still leads to it.",
  },
  unavailable: {
    status: 503,
    title: "The store does not answer",
    way: "Repeat the request after the time in Retry-After.",
  },
} as const satisfies Record<string, { status: number; title: string; way: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One thing that is wrong, and where: a JSON pointer into the body, or the name of a header or query parameter. */
export interface Fault {
  path: string;
  message: string;
}

/** An error that a client of the API may see. `detail` names the thing. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly faults: readonly Fault[];
  /** Seconds, for the Retry-After header. */
  readonly retryAfter: number | undefined;

  constructor(code: ProblemCode, detail: string, options: { faults?: readonly Fault[]; retryAfter?: number } = {}) {
    super(detail);
    this.name = "Problem";
    this.code = code;
    this.faults = options.faults ?? [];
    this.retryAfter = options.retryAfter;
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }
}
