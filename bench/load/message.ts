/** The bytes of a platform's request to a source, made once; its number and its signature are written into it after that. */
import { createHmac } from "node:crypto";
import { createPayload, writeDigits, writeNumber } from "./payload.ts";
import type { EventRequest } from "./request.ts";
import { TYPE_DIGITS, typeOf } from "./words.ts";

/** A source of the platform `generic`, which is verified by the hex HMAC-SHA256 of the body. */
export interface Ingress {
  /** `/in/…` */
  path: string;
  secret: string;
  /** Every signature is wrong, and none is computed: what forgers send costs them nothing. */
  isForged?: boolean;
}

export interface MessageOptions {
  port: number;
  ingress: Ingress;
  dataBytes: number;
  /** Events are of so many types in turn. */
  types: number;
}

const ID_DIGITS = 9;
/**
 * Ids of platforms are scattered, as GitHub's and Stripe's are, which costs an index more than ids that rise. A number
 * that has no divisor in common with the range: no two are the same.
 */
const SCATTER = 618_033_989;
const ID = `evt_${"0".repeat(ID_DIGITS)}`;
const SIGNATURE = "0".repeat(64);

export function createMessage({ port, ingress, dataBytes, types }: MessageOptions): EventRequest {
  const payload = createPayload(dataBytes);
  const before = `{"id":"${ID}","type":"${typeOf(0)}","created_at":"2026-01-01T00:00:00Z","data":`;
  const body = `${before}${payload.text}}`;
  const signatureLine = `X-Webhook-Signature: ${SIGNATURE}`;
  const head = [
    `POST ${ingress.path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    signatureLine,
  ];
  const lines = `${head.join("\r\n")}\r\n\r\n`;
  const bytes = Buffer.from(lines + body);
  const bodyBytes = bytes.subarray(lines.length);
  const signatureAt = lines.indexOf(signatureLine) + signatureLine.length - SIGNATURE.length;
  const typeAt = before.indexOf(typeOf(0)) + typeOf(0).length - TYPE_DIGITS;
  return {
    bytes,
    number(number) {
      if (ingress.isForged) return;
      writeDigits(bodyBytes, before.indexOf(ID) + ID.length - ID_DIGITS, ID_DIGITS, number * SCATTER);
      if (types > 1) writeDigits(bodyBytes, typeAt, TYPE_DIGITS, number % types);
      writeNumber(bodyBytes, before.length, payload, number);
      bytes.write(createHmac("sha256", ingress.secret).update(bodyBytes).digest("hex"), signatureAt, "latin1");
    },
  };
}
