/** A site whose content is judged by lists, with items that wait for a person. */
import { moderationAi } from "@tabellary/contracts";
import type { Answer } from "../harness/api.ts";
import { eventually } from "../harness/eventually.ts";
import { judgeByLists, submit, untilMedia } from "../harness/moderation.ts";
import type { Site } from "../harness/site.ts";
import { Source } from "../harness/source.ts";
import type { Visitor } from "./browser-test.ts";

const SECRET = "a-secret-that-both-sides-know";

export async function givenModerated({ openSite }: Pick<Visitor, "openSite">): Promise<Site> {
  const site = await openSite("pixelpatrol");
  await judgeByLists(site);
  return site;
}

/** Submits texts one after the other, each of which is flagged. Gives their ids, in the order of the queue. */
export async function flag(site: Site, texts: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const body of texts) {
    const id = await submit(site, { body });
    await untilMedia(site, id, ({ status }) => status === "flagged");
    ids.push(id);
  }
  return ids;
}

/** Somebody's comment, told by a platform whose comments are judged; once it is. */
export async function comment(source: Source, id: string, text: string, author = "ada"): Promise<Answer["body"]> {
  const data = {
    comment: { id, post_id: "p1", author_id: `u-${author}`, author_username: author, text, created_at: null },
  };
  const told = {
    event_id: id,
    event_type: "comment.created",
    timestamp: "2026-01-08T10:30:00Z",
    platform: "twitter",
    data,
  };
  const body = JSON.stringify(told);
  const event = { id: "", type: "", createdAt: "", data: "", deliveryId: "" };
  const headers = moderationAi.sign({ event, body, secrets: [SECRET], nowMs: Date.now() });
  await fetch(source.url, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
  const { media } = await eventually(
    () => source.site.api.expect(200, source.site.api.get("/v1/media?limit=200")),
    ({ media: all }) => all.some((one: Answer["body"]) => one.native_id === id && one.status !== "pending"),
  );
  return media.find((one: Answer["body"]) => one.native_id === id);
}

export function openComments(site: Site): Promise<Source> {
  const secrets = { secret: SECRET };
  return Source.open(site, { platform: "moderation-ai", name: "Comments", secrets, moderate: ["comment.created"] });
}

export async function review(site: Site, id: string): Promise<Answer["body"]> {
  return (await site.api.expect(200, site.api.get(`/v1/reviews/${id}`))).review;
}
