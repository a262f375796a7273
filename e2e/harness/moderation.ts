/** A site whose content is judged by two lists of its own, as a script would set it up. */
import type { Answer } from "./api.ts";
import { eventually } from "./eventually.ts";
import type { Site } from "./site.ts";

type Body = Answer["body"];

/** A text of each kind: nothing is found in it, it is on the list of what is rejected, or on that of what people see. */
export const TEXTS = { clean: "A fine day.", violating: "Buy z0rgblat now", borderline: "What a flumph" } as const;

const list = (label: string, severity: string, word: string) => {
  return { label, severity, words: [word], patterns: [], except: [] };
};

export async function judgeByLists(site: Site): Promise<void> {
  const lists = [list("scam", "high", "zorgblat"), list("doubtful", "medium", "flumph")];
  const evaluators = [{ name: "lists", kind: "terms", english: false, lists }];
  await site.api.expect(200, site.api.put("/v1/moderation", { evaluators }));
}

export async function submit(site: Site, wishes: object): Promise<string> {
  return (await site.api.expect(202, site.api.post("/v1/media", wishes))).id;
}

export function media(site: Site, id: string): Promise<Body> {
  return site.api.expect(200, site.api.get(`/v1/media/${id}`));
}

export function untilMedia(site: Site, id: string, isThere: (media: Body) => boolean): Promise<Body> {
  return eventually(() => media(site, id), isThere, { what: `${id} to be judged` });
}

export function job(site: Site, id: string): Promise<Body> {
  return site.api.expect(200, site.api.get(`/job/${id}`));
}
