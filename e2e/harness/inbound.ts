/** A hub in front of an application: platforms on one side, the application's receiver on the other. */
import { after, type TestContext } from "node:test";
import { givenInternet, Internet } from "../platforms/internet.ts";
import type { Platform } from "../platforms/platform.ts";
import type { Answer } from "./api.ts";
import { eventually } from "./eventually.ts";
import { givenHub, givenReceiver } from "./given.ts";
import { type HubOptions, HubProcess } from "./hub.ts";
import type { Received, Receiver } from "./receiver.ts";
import { Site } from "./site.ts";

type Body = Answer["body"];

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

/** A source of the site's, by the API as a script would use it. */
export class Source {
  readonly id: string;
  readonly site: Site;
  /** Where the platform sends. */
  url: string;

  private constructor(site: Site, { id, ingress_url }: Body) {
    this.site = site;
    this.id = id;
    this.url = ingress_url;
  }

  static async open(site: Site, wishes: object): Promise<Source> {
    return new Source(site, await site.api.expect(201, site.api.post("/v1/sources", wishes)));
  }

  get(): Promise<Body> {
    return this.site.api.expect(200, this.site.api.get(`/v1/sources/${this.id}`));
  }

  change(wishes: object): Promise<Body> {
    return this.site.api.expect(200, this.site.api.patch(`/v1/sources/${this.id}`, wishes));
  }

  post(path: string, body?: object): Promise<Answer> {
    return this.site.api.post(`/v1/sources/${this.id}/${path}`, body);
  }

  /** The answer of a call that succeeds. */
  async do(path: string, body?: object): Promise<Body> {
    const answer = await this.post(path, body);
    if (answer.status >= 300) throw new Error(`${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Newest first. */
  async messages(query = "limit=100"): Promise<Body[]> {
    const { api } = this.site;
    const page = await api.expect(200, api.get(`/v1/sources/${this.id}/messages?${query}`));
    return page.messages;
  }

  /** The newest that are there, once there are so many. What was rejected is written after its answer. */
  untilMessages(count: number, query?: string): Promise<Body[]> {
    return eventually(
      () => this.messages(query),
      (messages) => messages.length >= count,
      { what: `${count} messages` },
    );
  }

  message(id: string): Promise<Body> {
    return this.site.api.expect(200, this.site.api.get(`/v1/sources/${this.id}/messages/${id}`));
  }

  async registrations(): Promise<Body[]> {
    const { api } = this.site;
    const page = await api.expect(200, api.get(`/v1/sources/${this.id}/registrations`));
    return page.registrations;
  }

  /** Has the platform send here, by its API. */
  async register(options: object = {}): Promise<Body> {
    const { api } = this.site;
    const { registration } = await api.expect(201, api.post(`/v1/sources/${this.id}/registrations`, { options }));
    return registration;
  }

  async endRegistration(id: string): Promise<void> {
    const { api } = this.site;
    const query = `registration_id=${encodeURIComponent(id)}`;
    await api.expect(204, api.delete(`/v1/sources/${this.id}/registrations?${query}`));
  }
}

/** The event ids of what the application got, in the order in which it came. */
export function eventIds(received: readonly Received[]): string[] {
  return received.map(({ json }) => json.id);
}
