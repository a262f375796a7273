import { createHmac } from "node:crypto";

/** What every page with a bare hex signature asks for. */
export function hexHmac(secret: string, body: string | Buffer): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}
