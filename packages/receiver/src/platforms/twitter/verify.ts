import { digestHeader, hasHeader, hmac } from "@tabellary/contracts/schemes";
import { answerJson } from "../../answer.ts";
import { type Refusal, refuse } from "../../refusal.ts";
import type { Greeting, Incoming, Verdict } from "../platform.ts";
import { verifyScheme } from "../signature.ts";

const OAUTH2_HEADER = "X-Twitter-Webhooks-Signature-OAuth2";

export const twitterSignature = scheme("X-Twitter-Webhooks-Signature");
const byClientSecret = scheme(OAUTH2_HEADER);

function scheme(header: string) {
  return digestHeader({ header, algorithm: "sha256", encoding: "base64", prefix: "sha256=" });
}

/**
 * `sha256=` and the base64 HMAC-SHA256 of the body, keyed with the consumer secret; in the newer header with the OAuth 2
 * client secret. Where we have the client secret the newer header decides when it is there, otherwise the older. A GET
 * (the challenge) is signed over its query.
 */
export function verifyTwitter(incoming: Incoming): Verdict {
  const { method, query, body, headers, credentials } = incoming;
  const signed = method === "GET" && body?.length === 0 ? query : body;
  if (credentials.clientSecret !== undefined && hasHeader(headers, OAUTH2_HEADER)) {
    return verifyScheme(byClientSecret, incoming, "clientSecret", signed);
  }
  return verifyScheme(twitterSignature, incoming, "consumerSecret", signed);
}

/**
 * The characters of a challenge. The answer is what would sign a body of the same text, so whoever may choose the
 * challenge may choose a body: none that could be JSON is answered.
 */
const CRC_TOKEN = /^[A-Za-z0-9._~+/=-]{1,256}$/;

/** The challenge-response check: `?crc_token=…` → `{"response_token":"sha256=…"}`. */
export function answerCrc({ method, query, credentials }: Incoming): Greeting | Refusal | undefined {
  if (method !== "GET") return undefined;
  const token = new URLSearchParams(query).get("crc_token");
  if (token === null) return undefined;
  if (!CRC_TOKEN.test(token)) return refuse("handshake_refused", "This crc_token is none of X's.");
  const secret = credentials.crcSecret?.[0] ?? credentials.consumerSecret?.[0];
  if (secret === undefined || secret === "") {
    return refuse("secret_invalid", "There is no consumerSecret to answer X's challenge with.");
  }
  const digest = hmac("sha256", secret, { before: "", body: token, after: "" }, "base64");
  return { answer: answerJson(200, { response_token: `sha256=${digest}` }) };
}
