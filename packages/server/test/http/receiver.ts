import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { eventually } from "./hub.ts";

export interface Got {
  headers: IncomingHttpHeaders;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read bodies as scripts do
  json: any;
  /** Of an envelope. */
  event: string | undefined;
  type: string | undefined;
  data: Record<string, unknown>;
}

/** Somebody who takes everything. Gone when the test ends. */
export async function openReceiver(
  t: TestContext,
): Promise<{ url: string; got: Got[]; until(count: number): Promise<Got[]> }> {
  const got: Got[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const json = JSON.parse(text);
      got.push({ headers: request.headers, text, json, event: json.event, type: json.type, data: json.data });
      response.end("OK");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const until = (count: number) =>
    eventually(
      async () => got,
      (all) => all.length >= count,
    );
  return { url: `http://127.0.0.1:${port}/hook`, got, until };
}
