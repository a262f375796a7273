/** What is judged in the photo shop: lists and rules, comments that came in, uploads, and what two people decided. */
import type { Answer } from "../../harness/api.ts";
import { eventually } from "../../harness/eventually.ts";
import type { Site } from "../../harness/site.ts";

type Body = Answer["body"];

const LISTS = [
  { label: "scam", severity: "high", words: ["free money"], patterns: [], except: [] },
  { label: "insult", severity: "medium", words: ["rubbish", "muppets"], patterns: [], except: [] },
];

const finding = (label: string) => ({ path: "findings", any: { path: "label", equals: label } });
const HOUSE_RULES = {
  name: "House rules",
  description: "What everybody agreed on in March.",
  rules: [
    { name: "No scams", condition: finding("scam"), action: "reject" },
    { name: "Mind the tone", condition: finding("insult"), action: "flag" },
    { name: "Pictures are looked at", condition: { path: "modality", equals: "image" }, action: "flag" },
  ],
};

const UPLOADS = [
  {
    body: "Rubbish weather, lovely light",
    content_url: "https://cdn.example/uploads/evening.png",
    app_media_id: "upload-41",
  },
  { body: "Hills behind our house", content_url: "https://cdn.example/uploads/hills.png", app_media_id: "upload-42" },
  { body: "My shop photo, five stars", app_media_id: "upload-43" },
  { body: "You are all muppets and this is rubbish", app_media_id: "upload-44" },
  { body: "Free money!!! Write to me", app_media_id: "upload-45" },
  { body: "Is this print available in A2?", app_media_id: "upload-46" },
];

/** Before anything comes in. */
export async function agree(site: Site): Promise<{ group: string }> {
  const evaluators = [{ name: "our-lists", kind: "terms", english: false, lists: LISTS }];
  await site.api.expect(200, site.api.put("/v1/moderation", { evaluators }));
  const group = await site.api.expect(201, site.api.post("/v1/rule-groups", HOUSE_RULES));
  return { group: group.id };
}

export async function upload(site: Site): Promise<{ item: string; decided: string }> {
  const ids: string[] = [];
  for (const wishes of UPLOADS) ids.push((await site.api.expect(202, site.api.post("/v1/media", wishes))).id);
  const isJudged = ({ media }: Body) => media.every(({ status }: Body) => status !== "pending");
  await eventually(() => site.api.expect(200, site.api.get("/v1/media?limit=100")), isJudged);
  const [evening, hills, , tone] = ids as [string, string, string, string];
  const decide = (id: string, step: string, body: object) =>
    site.api.expect(200, site.api.post(`/v1/reviews/${id}/${step}`, body));
  await decide(hills, "approve", { by: "ann", note: "A landscape." });
  await decide(tone, "reject", { by: "ben", note: "Aimed at people, not at paper." });
  await decide(evening, "escalate", { by: "ben", note: "Is the text fine with that picture?" });
  return { item: evening, decided: tone };
}
