/** What a test begins with; each is ended with the test. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { type HubOptions, HubProcess } from "./hub.ts";
import { type Answerer, Receiver } from "./receiver.ts";
import { type Served, serve } from "./serve.ts";
import { Site } from "./site.ts";

export async function givenHub(t: TestContext, options?: HubOptions): Promise<HubProcess> {
  const hub = await HubProcess.start(options);
  t.after(() => hub.stop());
  return hub;
}

/** A hub of its own with a site of that contract. */
export async function givenSite(t: TestContext, contract: string, options?: HubOptions): Promise<Site> {
  const hub = await givenHub(t, options);
  return Site.open(hub.api, contract);
}

export async function givenReceiver(
  t: TestContext,
  answer?: Answerer,
  tls?: { key: string; cert: string },
): Promise<Receiver> {
  const receiver = await Receiver.start(answer, tls);
  t.after(() => receiver.close());
  return receiver;
}

export async function givenApp(t: TestContext, app: RequestListener): Promise<Served> {
  const served = await serve(app);
  t.after(() => served.close());
  return served;
}

/** A port of the loopback where nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
