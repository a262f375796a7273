import type { Platform } from "../platform.ts";
import { twitterActor } from "./act.ts";
import { normaliseTwitter } from "./normalise.ts";
import { twitterRegistrar } from "./register.ts";
import { answerCrc, verifyTwitter } from "./verify.ts";

/**
 * X: the Account Activity API and the X Activity API. No time is signed, so only a memory of event ids keeps replays
 * out. Events are the account's own and those about it; an edited post comes as a new one.
 */
export const twitter = {
  name: "twitter",
  aliases: ["x"],
  title: "X",
  status: "unconfirmed",
  facts: {
    sources: [
      "https://docs.x.com/x-api/webhooks/introduction",
      "https://docs.x.com/x-api/webhooks/quickstart",
      "https://docs.x.com/x-api/account-activity/introduction",
      "https://docs.x.com/x-api/activity/event-payloads",
    ],
    unconfirmed: [
      "The header X-Twitter-Webhooks-Signature-OAuth2 and its key, the client secret, were seen in code of others that quotes X, not in X's own text.",
      "Whether the challenge of an app with OAuth 2 is answered by the client secret: crcSecret lets you choose.",
      "X publishes no schedule of retries.",
      "That 402 says that there are no credits left was read in texts of others.",
    ],
  },
  credentials: [
    {
      name: "consumerSecret",
      description: "The app's API key secret: Developer portal, Keys and tokens.",
      isRequired: true,
      isSecret: true,
    },
    {
      name: "clientSecret",
      description: "The app's OAuth 2 client secret, for the newer signature header.",
      isRequired: false,
      isSecret: true,
    },
    {
      name: "crcSecret",
      description: "The secret that answers the challenge, where it is not the consumer secret.",
      isRequired: false,
      isSecret: true,
    },
  ],
  answer: { deadlineMs: 10_000, success: [200], retries: "Claimed, with no schedule published." },
  signsChallenges: true,
  handshake: answerCrc,
  verify: verifyTwitter,
  unified: ["comment.created", "post.created", "post.deleted"],
  normalise: normaliseTwitter,
  register: twitterRegistrar,
  act: twitterActor,
} as const satisfies Platform;
