import type { Explanation } from "@tabellary/contracts";
import { Type } from "typebox";
import type { App, AppDeps } from "../app.ts";
import { NoQuery, nullable, oneOf, strict } from "../shapes.ts";
import { parseTime } from "../times.ts";
import { refuse, resolveContract } from "../webhooks/wishes.ts";
import { ContractName, CustomContract } from "./webhook-shape.ts";

const Verify = strict({
  contract: ContractName,
  custom_contract: Type.Optional(nullable(CustomContract)),
  headers: Type.Unsafe<Record<string, string | string[]>>({
    type: "object",
    additionalProperties: { type: ["string", "array"], items: { type: "string" } },
    maxProperties: 200,
    description: "As they came. A header that came more than once is a list.",
  }),
  body: Type.Optional(Type.String({ description: "As it came, to the byte; or body_base64." })),
  body_base64: Type.Optional(Type.String()),
  secret: Type.Optional(Type.String()),
  secrets: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: 20 })),
  tolerance_seconds: Type.Optional(nullable(Type.Number({ minimum: 0, description: "Null: any age." }))),
  now: Type.Optional(Type.String({ maxLength: 64, description: "RFC 3339: judge as of this time." })),
});

const ExplanationShape = Type.Unsafe<Explanation>(
  strict({
    ok: Type.Boolean(),
    contract: Type.String(),
    steps: Type.Array(
      strict({
        step: oneOf(["body", "secret", "signature header", "id", "timestamp", "signature"]),
        ok: Type.Boolean(),
        detail: Type.String(),
      }),
    ),
    reason: Type.Optional(Type.String()),
    expected: Type.Optional(
      Type.Unsafe<Record<string, string>>({
        type: "object",
        additionalProperties: { type: "string" },
        description: "Headers that would have verified, with the first secret.",
      }),
    ),
    hints: Type.Array(Type.String()),
  }),
);

export function addVerify(app: App, { clock }: AppDeps): void {
  app.post(
    "/v1/verify",
    {
      config: { access: "webhooks:read" },
      schema: {
        operationId: "verify",
        summary: "Say step by step whether a signature holds",
        description: "Answers 200 also when it does not: see `ok`, the step that failed, and what would have matched.",
        tags: ["tools"],
        querystring: NoQuery,
        body: Verify,
        response: { 200: ExplanationShape },
      },
    },
    async ({ body }) => {
      const contract = resolveContract({ contract: body.contract, customContract: body.custom_contract ?? null });
      const { headers, tolerance_seconds: toleranceSeconds } = body;
      const input = {
        headers,
        body: readBody(body),
        secrets: readSecrets(body),
        nowMs: readNow(body.now, clock.now()),
      };
      return contract.explain({ ...input, toleranceSeconds });
    },
  );
}

function readBody({ body, body_base64 }: { body?: string; body_base64?: string }): string | Uint8Array {
  if (body !== undefined && body_base64 === undefined) return body;
  if (body !== undefined || body_base64 === undefined) {
    refuse([{ path: "/body", message: "or body_base64 must be there, and not both" }]);
  }
  const bytes = Buffer.from(body_base64!, "base64");
  if (bytes.toString("base64") !== body_base64) refuse([{ path: "/body_base64", message: "is not base64" }]);
  return bytes;
}

function readSecrets({ secret, secrets }: { secret?: string; secrets?: string[] }): string[] {
  if ((secret === undefined) === (secrets === undefined)) {
    refuse([{ path: "/secret", message: "or secrets must be there, and not both" }]);
  }
  return secrets ?? [secret!];
}

function readNow(text: string | undefined, now: number): number {
  if (text === undefined) return now;
  const ms = parseTime(text);
  if (ms === undefined) refuse([{ path: "/now", message: "must be a time such as 2026-01-15T12:00:00Z" }]);
  return ms!;
}
