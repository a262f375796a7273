/** What a test begins with; each is ended with the test. */
import type { RequestListener } from "node:http";
import { after, type TestContext } from "node:test";
import { type HubOptions, HubProcess } from "./hub.ts";
import { type Answerer, Receiver } from "./receiver.ts";
import { type Served, serve } from "./serve.ts";
import { Site } from "./site.ts";

/** A port of the loopback where nothing listens. */
export { freePort as closedPort } from "../../packages/server/test/store/postgres-server.ts";

export async function givenHub(t: TestContext, options?: HubOptions): Promise<HubProcess> {
  const hub = await HubProcess.start(options);
  t.after(() => hub.stop());
  return hub;
}

/** The hub of those tests of a file that ask for nothing but a site: starting one takes longer than most of them. */
let shared: Promise<HubProcess> | undefined;
let sites = 0;
after(async () => (await shared)?.stop());

/** A site of that contract that nobody else has, on a hub of its own where `options` say how that is to be. */
export async function givenSite(t: TestContext, contract: string, options?: HubOptions): Promise<Site> {
  if (options !== undefined) return Site.open((await givenHub(t, options)).api, contract);
  shared ??= HubProcess.start();
  sites += 1;
  const name = `${contract} ${sites}`;
  return Site.open((await shared).api, contract, name);
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
