/**
 * Amazon Rekognition's DetectModerationLabels
 * (https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectModerationLabels.html), which takes requests that
 * are signed by Signature Version 4
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html) and no others.
 */
import { createHash, createHmac } from "node:crypto";
import { type Asked, type Platform, type Told, Troubles } from "./platform.ts";

const REGION = "eu-central-1";
const TARGET = "RekognitionService.DetectModerationLabels";
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/rekognition\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/;

export class Rekognition implements Platform {
  readonly region = REGION;
  readonly hosts = [`rekognition.${REGION}.amazonaws.com`];
  readonly credentials = {
    access_key_id: "AKIDEXAMPLE",
    secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  };
  readonly troubles = new Troubles();
  /** Bytes of pictures in which it sees violence. */
  readonly violent = Buffer.from("VIOLENT");
  asked = 0;

  answer(asked: Asked): Told {
    this.asked += 1;
    const trouble = this.troubles.take();
    if (trouble !== undefined) return trouble;
    const signed = this.#signatureOf(asked);
    if (signed === null) return error("MissingAuthenticationTokenException", "The request is not signed.");
    if (signed.keyId !== this.credentials.access_key_id)
      return error("UnrecognizedClientException", "The security token included in the request is invalid.");
    if (signed.given !== signed.expected)
      return error("InvalidSignatureException", "The request signature we calculated does not match.");
    if (asked.headers["x-amz-target"] !== TARGET) return error("UnknownOperationException", "");
    const bytes = Buffer.from(JSON.parse(asked.body).Image.Bytes, "base64");
    const labels = bytes.includes(this.violent) ? ["Violence", "Graphic Violence"] : [];
    return {
      headers: { "content-type": "application/x-amz-json-1.1" },
      json: {
        ModerationLabels: labels.map((Name, place) => {
          return { Name, ParentName: labels[place - 1] ?? "", Confidence: 97.5, TaxonomyLevel: place + 1 };
        }),
        ModerationModelVersion: "7.0",
        ContentTypes: [],
      },
    };
  }

  #signatureOf({ method, path, headers, body }: Asked) {
    const [, keyId, day, region, names, given] = AUTHORIZATION.exec(headers.authorization ?? "") ?? [];
    if (keyId === undefined) return null;
    const lines = names!.split(";").map((name) => `${name}:${String(headers[name] ?? "").trim()}\n`);
    const request = [method, path, "", lines.join(""), names, sha256(body)].join("\n");
    const scope = `${day}/${region}/rekognition/aws4_request`;
    const text = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(request)].join("\n");
    const start: string | Buffer = `AWS4${this.credentials.secret_access_key}`;
    const key = [day!, region!, "rekognition", "aws4_request"].reduce<string | Buffer>(hmac, start);
    return { keyId, given, expected: hmac(key, text).toString("hex") };
  }
}

/** As every error of the API is written. */
export function error(name: string, message: string, headers: Record<string, string> = {}): Told {
  return {
    status: 400,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": name, ...headers },
    json: { __type: name, message },
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
