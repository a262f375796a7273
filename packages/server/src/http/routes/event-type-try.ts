import { Type } from "typebox";
import { Problem } from "../../model/errors.ts";
import type { EventType, JsonObject } from "../../model/event-type.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { checkData, checkSchema, createCheckBudget } from "../event-schema.ts";
import { nullable, SiteQuery, strict } from "../shapes.ts";
import { EventSchema } from "./event-type-shape.ts";

const Try = strict({
  schema: EventSchema,
  data: Type.Optional(
    nullable(
      Type.Unsafe<JsonObject>({
        type: "object",
        description: "An event's data as it might come. Left out: the schema alone is looked at.",
      }),
    ),
  ),
});

const Tried = strict({
  is_valid: Type.Boolean(),
  errors: Type.Array(strict({ path: Type.String(), message: Type.String() }), {
    description: "What is wrong with `/data`, as its sender would be told. None: an event like this would be taken.",
  }),
});

/** A schema's name before it has one. */
const UNNAMED = "the event type";

/** For whoever writes a schema: it is not kept, and no event is made. */
export function addTryEventType(app: App, { catalogue, clock }: AppDeps): void {
  app.post(
    "/v1/event-types/try",
    {
      // As for registering one: a schema is compiled.
      config: { access: "event-types:write", problems: ["schema_violation"] },
      schema: {
        operationId: "tryEventType",
        summary: "Hold an example to a schema",
        description: "Nothing is kept. A schema that cannot be used is refused, as when it is registered.",
        tags: ["event types"],
        querystring: SiteQuery,
        body: Try,
        response: { 200: Tried },
      },
    },
    async (request) => {
      const { schema, data = null } = request.body;
      const { no: siteNo } = siteOf(request, catalogue, request.query.site_id);
      checkSchema(schema);
      if (data === null) return { is_valid: true, errors: [] };
      const errors = faultsOf({ siteNo, name: UNNAMED, description: null, schema, createdAt: clock.now() }, data);
      return { is_valid: errors.length === 0, errors };
    },
  );
}

function faultsOf(eventType: EventType, data: JsonObject): { path: string; message: string }[] {
  const bytes = Buffer.byteLength(JSON.stringify(data));
  try {
    checkData(eventType, { data, bytes, path: "/data" }, createCheckBudget());
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { faults = [] } = error;
    return faults.length > 0 ? [...faults] : [{ path: "/data", message: error.message }];
  }
}
