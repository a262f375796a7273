import { api, body } from "../../../api/client.ts";
import { ProblemError } from "../../../api/problem.ts";
import type { useSite } from "../../../api/site.ts";
import type { Review } from "./queue-query.ts";

export type Action = "approve" | "reject";

/** What a person says of one or several items. */
export interface Word {
  action: Action;
  /** Who says so. */
  by: string;
  /** The decision's reason, which webhooks are told; empty for none. */
  note: string;
}

/** An item that could not be decided, and why. */
export interface Refused {
  review: Review;
  error: unknown;
}

type Site = ReturnType<typeof useSite>;

/** Decides items, each by itself. Gives those that could not be decided. */
export async function decide(site: Site, reviews: readonly Review[], word: Word): Promise<Refused[]> {
  const [first, ...others] = reviews;
  if (first === undefined) return [];
  if (others.length > 0) return decideMany(site, reviews, word);
  try {
    await decideOne(site, first, word);
    return [];
  } catch (error) {
    return [{ review: first, error }];
  }
}

/** Only upon the decision that the person has seen: what was decided anew meanwhile is theirs to look at first. */
async function decideOne(site: Site, { media, decision }: Review, { action, by, note }: Word): Promise<void> {
  const told = {
    ...(by !== "" && { by }),
    ...(note !== "" && { note }),
    ...(decision !== null && { decision_id: decision.id }),
  };
  const request = { params: { path: { id: media.id }, query: site }, body: told };
  if (action === "approve") await api.POST("/v1/reviews/{id}/approve", request);
  else await api.POST("/v1/reviews/{id}/reject", request);
}

/** The API takes so many at once. */
const BULK_MAX = 100;

async function decideMany(site: Site, reviews: readonly Review[], { action, by, note }: Word): Promise<Refused[]> {
  const refused: Refused[] = [];
  for (let at = 0; at < reviews.length; at += BULK_MAX) {
    const some = reviews.slice(at, at + BULK_MAX);
    const told = { action, ...seenOf(some), ...(by !== "" && { by }), ...(note !== "" && { note }) };
    try {
      const { results } = await body(api.POST("/v1/reviews/bulk", { params: { query: site }, body: told }));
      for (const [index, { code, detail }] of results.entries()) {
        if (code === null) continue;
        const error = new ProblemError({ status: 409, code, detail: detail ?? code });
        refused.push({ review: some[index]!, error });
      }
    } catch (error) {
      refused.push(...some.map((review) => ({ review, error })));
    }
  }
  return refused;
}

/** Which they are, and what the person has seen of each. */
function seenOf(reviews: readonly Review[]) {
  const decided = reviews.flatMap(({ media, decision }) =>
    decision === null ? [] : [[media.id, decision.id] as const],
  );
  return { media_ids: reviews.map(({ media }) => media.id), decision_ids: Object.fromEntries(decided) };
}
