import type { FastifyRequest } from "fastify";
import { Problem } from "../model/errors.ts";
import type { App } from "./app.ts";

/** Lets the routes of this instance take HTML forms besides JSON: each field becomes a text of the body. */
export function addFormDoor(app: App): void {
  const types = ["multipart/form-data", "application/x-www-form-urlencoded"];
  app.addContentTypeParser(types, { parseAs: "buffer" }, (request, bytes: Buffer, done) => {
    readForm(request, bytes).then((body) => done(null, body), done);
  });
}

/** Undici reads it, which is Node's own: https://fetch.spec.whatwg.org/#dom-body-formdata */
async function readForm({ headers }: FastifyRequest, bytes: Buffer): Promise<Record<string, string>> {
  const response = new Response(new Uint8Array(bytes), { headers: { "content-type": headers["content-type"]! } });
  const form = await response.formData().catch((cause: Error) => {
    throw new Problem("invalid_request", `The form cannot be read: ${cause.message}`);
  });
  const body: Record<string, string> = {};
  for (const [name, value] of form) {
    if (typeof value !== "string") throw fault(name, "is a file; send the URL where it can be fetched");
    if (Object.hasOwn(body, name)) throw fault(name, "is there twice");
    body[name] = value;
  }
  return body;
}

function fault(name: string, message: string): Problem {
  const path = `/${name}`;
  return new Problem("invalid_request", `${path} ${message}.`, { faults: [{ path, message }] });
}
