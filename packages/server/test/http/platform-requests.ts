// What platforms send, signed as they sign it.
import { createHmac } from "node:crypto";
import { moderationAi } from "@tabellary/contracts";
import type { TestHub } from "./hub.ts";

export const SECRET = "a-secret-that-both-sides-know";

/** The unified envelope of moderation_ai's page "Webhook Patterns". */
export function unified(id: string, type: string, data: object): string {
  return JSON.stringify({
    event_id: id,
    event_type: type,
    timestamp: "2026-01-08T10:30:00Z",
    platform: "twitter",
    data,
  });
}

export function comment(id: string, text = "Hello"): object {
  return { comment: { id, post_id: "p1", author_id: "u1", author_username: "ada", text, created_at: null } };
}

/** `X-Signature` and `X-Timestamp`. */
export function signedUnified(body: string, secret = SECRET, nowMs = Date.now()): Record<string, string> {
  const event = { id: "", type: "", createdAt: "", data: "", deliveryId: "" };
  return { "content-type": "application/json", ...moderationAi.sign({ event, body, secrets: [secret], nowMs }) };
}

/** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
export function signedGithub(body: string | Uint8Array, event: string, delivery: string): Record<string, string> {
  const digest = createHmac("sha256", SECRET).update(body).digest("hex");
  return {
    "content-type": "application/json",
    "x-github-event": event,
    "x-github-delivery": delivery,
    "x-hub-signature-256": `sha256=${digest}`,
  };
}

/** https://developers.facebook.com/docs/instagram-platform/webhooks */
export function signedInstagram(body: string): Record<string, string> {
  const digest = createHmac("sha256", SECRET).update(body).digest("hex");
  return { "content-type": "application/json", "x-hub-signature-256": `sha256=${digest}` };
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function signedSlack(body: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const digest = createHmac("sha256", SECRET).update(`v0:${timestamp}:${body}`).digest("hex");
  return {
    "content-type": "application/json",
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${digest}`,
  };
}

export interface Sent {
  status: number;
  headers: Headers;
  text: string;
}

export interface TestSource {
  id: string;
  token: string;
  /** Its path, such as `/in/…`. */
  path: string;
}

/** Lets the hub listen, and sends to it as a platform would. */
export async function openDoor(hub: TestHub) {
  const url = await hub.app.listen({ host: "127.0.0.1", port: 0 });
  return async (
    path: string,
    body: string | Uint8Array | null,
    headers: Record<string, string> = {},
  ): Promise<Sent> => {
    const method = body === null ? "GET" : "POST";
    const answer = await fetch(url + path, { method, headers, ...(body !== null && { body: body as string }) });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
}

/** Makes a source; `wishes` beside its secret. */
export async function makeSource(hub: TestHub, platform: string, wishes: object = {}): Promise<TestSource> {
  const { status, text, body } = await hub.call("POST", "/v1/sources", {
    platform,
    secrets: { secret: SECRET },
    ...wishes,
  });
  if (status !== 201) throw new Error(`the source was not made: ${text}`);
  return { id: body.id, token: body.token, path: new URL(body.ingress_url).pathname };
}

/** What is kept of the source's messages, newest first. */
export async function messagesOf(hub: TestHub, { id }: TestSource, query = "") {
  return (await hub.call("GET", `/v1/sources/${id}/messages${query}`)).body.messages;
}
