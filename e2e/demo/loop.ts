/**
 * The loop of moderation: a comment comes in from X, is judged, hidden there, and told of; a picture that a classifier is
 * unsure of goes to a person.
 */
import type { Answer, Api } from "../harness/api.ts";
import { eventually } from "../harness/eventually.ts";
import { Site } from "../harness/site.ts";
import { Source } from "../harness/source.ts";
import { post, type X } from "../platforms/x.ts";
import { genericExpressApp } from "../seeds/generic.ts";
import { moderationAiApp } from "../seeds/moderation-ai.ts";
import { pixelPatrolApp } from "../seeds/pixelpatrol.ts";
import { classifierApp, PICTURE } from "./classifier.ts";
import type { Promised } from "./promises.ts";
import { type Customer, openCustomer, type Say } from "./receivers.ts";

const COMMENT_ID = "1050118621198921728";
/** Found however it is spelled. */
const SCAM = "Fr3e m0ney, today only!";

export interface Community {
  patrol: Customer;
  bot: Customer;
  inbox: Customer;
  /** Is asked, where the others are told. */
  eye: Customer;
}

export async function openCommunity(say: Say): Promise<Community> {
  return {
    patrol: await openCustomer(say, {
      name: "patrol",
      about: "PixelPatrol's Express handler, hears of media",
      path: "/webhooks/pixel-patrol",
      secret: "patrol-secret",
      app: (secret, take) => pixelPatrolApp(secret, ({ event, data }) => take(event, `${data.status}`)),
    }),
    bot: await openCustomer(say, {
      name: "bot",
      about: "moderation_ai's receiver, hears of comments",
      path: "/webhook",
      secret: "bot-secret",
      app: (secret, take) => moderationAiApp(secret, ({ event_type, data }) => take(event_type, data.decision.action)),
    }),
    inbox: await openCustomer(say, {
      name: "inbox",
      about: "generic Express handler, hears of comments",
      path: "/webhook",
      secret: "inbox-secret",
      app: (secret, take) => genericExpressApp(secret, ({ type, id }) => take(type, id)),
    }),
    eye: await openCustomer(say, {
      name: "eye",
      about: "a classifier of the site's own, is asked about pictures",
      path: "/classify",
      secret: `whsec_${Buffer.from("the secret of the demo's own eye").toString("base64")}`,
      app: classifierApp,
    }),
  };
}

/** Runs it, and says what of it was kept. `x` is X as its documents describe it, under its own name. */
export async function runLoop(api: Api, x: X, community: Community): Promise<Promised[]> {
  const site = await Site.open(api, "generic", "community");
  await subscribe(site, community);
  await chooseEvaluators(site, community.eye);
  await chooseRules(site);
  const comment = await moderateComment(site, x);
  const picture = await reviewPicture(site);
  const { patrol, bot, inbox } = community;
  const heard = () => [patrol.arrivals, bot.arrivals, inbox.arrivals].map(({ length }) => length);
  await eventually(
    async () => heard(),
    ([media, comments, all]) => media === 3 && comments === 1 && all === 1,
  );
  return check(community, x, comment, picture);
}

async function subscribe(site: Site, { patrol, bot, inbox }: Community): Promise<void> {
  const to = ({ url, secret }: Customer) => ({ url, secret });
  await site.subscribe({ ...to(patrol), contract: "pixelpatrol", events: ["media.moderated"] });
  await site.subscribe({ ...to(bot), contract: "moderation-ai", events: ["comment.moderated"] });
  await site.subscribe({ ...to(inbox), contract: "generic", events: ["comment.moderated"] });
}

async function chooseEvaluators(site: Site, { name, url, secret }: Customer): Promise<void> {
  const scams = { label: "scam", severity: "medium", words: ["free money"], patterns: [], except: [] };
  const lists = { name: "lists", kind: "terms", lists: [scams] };
  const eye = { name, kind: "http", url, secret, judges: ["image"] };
  await site.api.expect(200, site.api.put("/v1/moderation", { evaluators: [lists, eye] }));
}

async function chooseRules(site: Site): Promise<void> {
  const found = (...all: object[]) => ({ path: "findings", any: { all } });
  const adult = (confidence: number) =>
    found({ path: "label", equals: "adult" }, { path: "confidence", gt: confidence });
  const rules = [
    { name: "No scams", condition: found({ path: "label", equals: "scam" }), action: "reject" },
    { name: "Surely adult", condition: adult(0.9), action: "reject" },
    { name: "Perhaps adult", condition: adult(0.5), action: "flag" },
  ];
  const group = { name: "House rules", rules };
  await site.api.expect(201, site.api.post("/v1/rule-groups", group));
}

type Media = Answer["body"];

async function moderateComment(site: Site, x: X): Promise<Media> {
  const { consumerSecret, bearerToken } = x;
  const secrets = { consumerSecret, bearerToken, accessToken: bearerToken };
  const source = await Source.open(site, { platform: "x", secrets, moderate: ["comment.created"] });
  await source.register();
  await x.tell(post(COMMENT_ID, SCAM, "1050118621198921700"));
  const find = () => site.api.expect(200, site.api.get("/v1/media?platform=twitter"));
  const { media } = await eventually(find, (page) => page.media[0]?.status === "rejected");
  return untilMedia(site, media[0].id, ({ decisions }) => decisions[0].enforcement.state !== "requested");
}

/** The classifier is too unsure of it for a rule to reject it, and too sure for one to let it pass. */
async function reviewPicture(site: Site): Promise<Media> {
  const picture = { content_url: PICTURE, app_media_id: "picture-1" };
  const { id } = await site.api.expect(202, site.api.post("/v1/media", picture));
  await untilMedia(site, id, ({ status }) => status === "flagged");
  await site.api.expect(200, site.api.post(`/v1/reviews/${id}/approve`, { by: "ann", note: "A beach." }));
  return untilMedia(site, id, ({ status }) => status === "approved");
}

function untilMedia(site: Site, id: string, isThere: (media: Media) => boolean): Promise<Media> {
  return eventually(() => site.api.expect(200, site.api.get(`/v1/media/${id}`)), isThere);
}

function check({ patrol, bot, inbox, eye }: Community, x: X, comment: Media, picture: Media): Promised[] {
  const statuses = patrol.arrivals.map(({ id }) => id).sort();
  const [decision] = comment.decisions;
  const flagging = picture.decisions.find(({ verdict }: Media) => verdict === "flagged");
  return [
    {
      sentence: 'X\'s comment "Fr3e m0ney" was rejected by the rule "No scams"',
      isKept: decision.verdict === "rejected" && decision.rules[0].name === "No scams",
    },
    {
      sentence: "and hidden on X, where nobody can remove another's post",
      isKept: x.hidden.has(COMMENT_ID) && decision.enforcement.state === "applied",
    },
    {
      sentence: "bot, inbox and patrol heard of it, each in its own contract",
      isKept: bot.arrivals[0]?.id === "remove" && inbox.arrivals.length === 1 && statuses.includes("rejected"),
    },
    {
      sentence: 'eye was asked, signed, about a picture, and was 0.6 sure: the rule "Perhaps adult" flagged it',
      isKept:
        eye.arrivals.length === 1 &&
        picture.findings[0].confidence === 0.6 &&
        flagging.rules[0].name === "Perhaps adult",
    },
    {
      sentence: "a person approved it, and patrol heard of both",
      isKept: picture.decisions.length === 2 && statuses.join() === "approved,flagged,rejected",
    },
  ];
}
