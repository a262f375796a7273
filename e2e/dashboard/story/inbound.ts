/** What platforms tell the photo shop: comments under its posts, issues of its repository, payments, and one forgery. */

import type { Site } from "../../harness/site.ts";
import { Source } from "../../harness/source.ts";
import type { GitHub } from "../../platforms/github.ts";
import type { Internet } from "../../platforms/internet.ts";
import type { X } from "../../platforms/x.ts";

export interface Platforms {
  internet: Internet;
  x: X;
  github: GitHub;
}

const COMMENTS: readonly [who: string, text: string][] = [
  ["mina_o", "The new prints are wonderful, thank you!"],
  ["deals4you", "Fr3e m0ney for everyone who follows me, t0day only"],
  ["lin.yue", "Arrived with a bent corner, whom can I write to?"],
  ["grumbler", "What a load of rubbish, you absolute muppets"],
  ["ada_b", "Do you ship to Norway?"],
  ["deals4you", "Last chance: free money, link in my bio"],
  ["tom.u", "Honestly rubbish paper, the colours are fine though"],
  ["mina_o", "Fifth order and still happy."],
];

export async function takeIn(
  site: Site,
  { internet, x, github }: Platforms,
): Promise<{ source: string; support: string; message: string }> {
  const { consumerSecret, bearerToken } = x;
  const secrets = { consumerSecret, bearerToken, accessToken: bearerToken };
  const source = await Source.open(site, {
    name: "Our account",
    platform: "x",
    secrets,
    moderate: ["comment.created"],
  });
  await source.register();
  // Somebody who has found the address, and has no key.
  await internet.send(source.url, { headers: { "x-twitter-webhooks-signature": "sha256=Zm9yZ2Vk" }, body: "{}" });
  for (const [i, [who, text]] of COMMENTS.entries()) await x.tell(reply(i, who, text));
  const [message] = await source.untilMessages(COMMENTS.length + 1);

  const { accessToken, repository } = github;
  const repo = await Source.open(site, {
    name: "Website",
    platform: "github",
    secrets: { secret: "octo", accessToken, repository },
  });
  await repo.register({ events: ["issue_comment"] });
  const stripe = await Source.open(site, { name: "Payments", platform: "stripe", secrets: { secret: "whsec_story" } });
  await stripe.do("test");
  const support = await Source.open(site, {
    name: "Support",
    platform: "slack",
    secrets: { signingSecret: "not-yet-called" },
  });
  return { source: source.id, support: support.id, message: message.id };
}

/** As X tells of a reply: https://docs.x.com/x-api/account-activity/introduction. */
function reply(i: number, who: string, text: string): object {
  const user = { id_str: `${77000 + who.length}`, screen_name: who };
  const created_at = new Date().toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) (.+) GMT$/, "$1 $3 $2 $5 +0000 $4");
  const tweet = {
    created_at,
    id_str: `10501186211989${21700 + i}`,
    text,
    user,
    in_reply_to_status_id_str: "1050118621198921600",
  };
  return { for_user_id: "2244994945", tweet_create_events: [tweet] };
}
