import { type Contract, contracts } from "@tabellary/contracts";
import { type Static, Type } from "typebox";
import type { App } from "../app.ts";
import { NoQuery, oneOf, strict } from "../shapes.ts";

const ContractShape = strict({
  name: Type.String(),
  title: Type.String(),
  description: Type.String(),
  retry_schedule: Type.Array(Type.Number(), { description: "Seconds before attempt 1, 2, …" }),
  timeout_ms: Type.Integer(),
  ordering: oneOf(["none", "webhook", "key"]),
  is_jittered: Type.Boolean(),
  honours_retry_after: Type.Boolean(),
  after_last: oneOf(["failed", "dead_letter"]),
  signature_headers: Type.Array(Type.String()),
});

export function addContracts(app: App): void {
  app.get(
    "/v1/contracts",
    {
      config: { access: "any" },
      schema: {
        operationId: "listContracts",
        summary: "List the wire formats there are",
        tags: ["tools"],
        querystring: NoQuery,
        response: { 200: strict({ contracts: Type.Array(ContractShape), next_cursor: Type.Null() }) },
      },
    },
    async () => ({ contracts: contracts.map(show), next_cursor: null }),
  );
}

function show({ name, title, description, policy, signatureHeaders }: Contract): Static<typeof ContractShape> {
  return {
    name,
    title,
    description,
    retry_schedule: [...policy.schedule],
    timeout_ms: policy.timeoutMs,
    ordering: policy.ordering,
    is_jittered: policy.isJittered,
    honours_retry_after: policy.honoursRetryAfter,
    after_last: policy.afterLast,
    signature_headers: [...signatureHeaders],
  };
}
