import type { TestContext } from "node:test";
import type { FetchLike } from "@tabellary/receiver";
import { Asking } from "../../src/inbound/asking.ts";
import type { Inbound } from "../../src/inbound/inbound.ts";
import { Keeping } from "../../src/inbound/keeping.ts";
import type { JsonObject } from "../../src/model/event-type.ts";
import type { SourceConfig } from "../../src/model/source.ts";
import { openHub } from "../http/hub.ts";
import { VirtualTime } from "../simulation/virtual-time.ts";

export const PUBLIC_URL = "https://hooks.test";

/**
 * A hub over a real store whose platforms are where `fetch` says. Its time moves when the test moves it; nothing is asked
 * by itself.
 */
export async function openRoom(t: TestContext, fetch: FetchLike) {
  const clock = new VirtualTime(Date.UTC(2026, 0, 15, 12));
  const inbound = {} as { asking: Asking };
  const hub = await openHub(t, { clock, inbound: inbound as unknown as Inbound, publicUrl: () => PUBLIC_URL });
  const troubles: string[] = [];
  const { store, catalogue, engine } = hub;
  const asking = new Asking({
    ...{ store, catalogue, clock, fetch },
    keeping: new Keeping({ engine, catalogue }),
    random: { float: () => 0.5, bytes: (length) => new Uint8Array(length).fill(7) },
    publicUrl: () => PUBLIC_URL,
    isOnDuty: async () => true,
    onTrouble: ({ message }) => void troubles.push(message),
  });
  inbound.asking = asking;
  const site = catalogue.now.siteNamed("default")!;

  function makeSource(platform: string, credentials: Record<string, string>, config: Partial<SourceConfig> = {}) {
    const lists = Object.fromEntries(Object.entries(credentials).map(([name, value]) => [name, [value]]));
    const usual = { name: null, active: true, allowedIps: null, maxAgeSeconds: null, poll: null, reconcile: null };
    return catalogue.createSource(site.no, { ...usual, platform, ...config }, lists);
  }

  /** The source as it is now. */
  const present = (no: number) => catalogue.now.source(no)!;

  async function notesOf(sourceNo: number): Promise<Record<string, JsonObject>> {
    const notes = await store.notes(sourceNo, "", null, 1_000);
    return Object.fromEntries(notes.map(({ key, value }) => [key, JSON.parse(value)]));
  }

  /** The messages of a source, oldest first, each with the events that it made. */
  async function messagesOf(sourceNo: number) {
    const { rows } = await store.listMessages({ sourceNo, verdict: null, before: null, from: 0n, limit: 200 });
    const oldestFirst = rows.toReversed();
    return Promise.all(
      oldestFirst.map(async ({ seq }) => {
        const message = (await store.readMessage(seq))!;
        const events = await Promise.all(message.made.map((made) => store.readEvent(site.no, made)));
        return {
          ...message,
          body: new TextDecoder().decode(message.body),
          events: events.map((event) => ({ type: event!.type, data: JSON.parse(event!.payload) })),
        };
      }),
    );
  }

  return { ...hub, asking, clock, site, troubles, makeSource, present, notesOf, messagesOf };
}
