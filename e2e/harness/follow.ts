/** Follows the hub's live tail, as a page does. */
import { request } from "undici";
import type { Api } from "./api.ts";
import { eventually } from "./eventually.ts";

export interface Told {
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: what is told is JSON of many shapes
  data: any;
}

export interface Followed {
  told: readonly Told[];
  /** Resolves when the hub has ended it. */
  ended: Promise<void>;
  until(holds: (told: readonly Told[]) => boolean, what: string): Promise<readonly Told[]>;
  end(): void;
}

export async function follow({ url, key }: Api, query = ""): Promise<Followed> {
  const abort = new AbortController();
  const { body, statusCode } = await request(`${url}/v1/stream${query}`, {
    headers: { authorization: `Bearer ${key}` },
    signal: abort.signal,
    bodyTimeout: 0,
  });
  if (statusCode !== 200) throw new Error(`the live tail answered ${statusCode}: ${await body.text()}`);
  const told: Told[] = [];
  const read = async () => {
    let text = "";
    for await (const chunk of body.setEncoding("utf8")) {
      const parts = (text + chunk).split("\n\n");
      text = parts.pop()!;
      for (const part of parts) {
        const [, event, data] = /^event: (\w+)\nid: .*\ndata: (.*)$/.exec(part) ?? [];
        if (event !== undefined) told.push({ event, data: JSON.parse(data!) });
      }
    }
  };
  const ended = read().catch((error) => {
    if (!abort.signal.aborted) throw error;
  });
  const until: Followed["until"] = (holds, what) => eventually(async () => told, holds, { what });
  await until((all) => all.length > 0, "the first that is told");
  return { told, ended, until, end: () => abort.abort() };
}
