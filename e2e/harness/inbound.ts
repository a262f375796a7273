/** A hub in front of an application: platforms on one side, the application's receiver on the other. */
import { after, type TestContext } from "node:test";
import { givenInternet, Internet } from "../platforms/internet.ts";
import type { Platform } from "../platforms/platform.ts";
import { givenHub, givenReceiver } from "./given.ts";
import { type HubOptions, HubProcess } from "./hub.ts";
import type { Received, Receiver } from "./receiver.ts";
import { Site } from "./site.ts";

export interface Inbound {
  internet: Internet;
  hub: HubProcess;
  site: Site;
  /** The application. It has no webhook yet. */
  app: Receiver;
}

type World = Pick<Inbound, "internet" | "hub">;

/** The one of those tests of a file that ask for no platform and no setting. */
let shared: Promise<World> | undefined;
let sites = 0;
after(async () => {
  const { internet, hub } = (await shared) ?? {};
  await hub?.stop();
  await internet?.close();
});

/** A site and an application that nobody else has. A hub with `platforms` or `options` is ended with the test. */
export async function givenInbound(
  t: TestContext,
  platforms: readonly Platform[] = [],
  options?: HubOptions,
): Promise<Inbound> {
  const hasOwn = platforms.length > 0 || options !== undefined;
  shared ??= hasOwn ? undefined : openShared();
  const { internet, hub } = await (hasOwn ? openOwn(t, platforms, options) : shared!);
  sites += 1;
  const name = `app ${sites}`;
  const app = await givenReceiver(t);
  return { internet, hub, app, site: await Site.open(hub.api, "generic", name) };
}

async function openShared(): Promise<World> {
  const internet = await Internet.open();
  const hub = await HubProcess.start({ env: internet.env });
  internet.hubUrl = hub.url;
  return { internet, hub };
}

async function openOwn(t: TestContext, platforms: readonly Platform[], options: HubOptions = {}): Promise<World> {
  const internet = await givenInternet(t, ...platforms);
  const hub = await givenHub(t, { ...options, env: { ...internet.env, ...options.env } });
  internet.hubUrl = hub.url;
  return { internet, hub };
}

/** The event ids of what the application got, in the order in which it came. */
export function eventIds(received: readonly Received[]): string[] {
  return received.map(({ json }) => json.id);
}
