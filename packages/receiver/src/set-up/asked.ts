/** Platforms that are asked, or that a relay of the owner's speaks for. */
import { address, credential, type SetUp, step, text } from "./step.ts";

export const blueskySetUp: SetUp = {
  steps: [
    step(
      "Bluesky sends no webhooks: it is asked. For what an account is notified of, enter an access token and the address of its server among the secrets; what an account writes is public.",
    ),
    step(
      "Or have a relay of yours read the stream (Jetstream) and post each message as it came, signed with the secret in X-Signature and X-Timestamp.",
      address("Address of the relay"),
      text("Stream", "wss://jetstream1.us-east.bsky.network/subscribe?wantedCollections=app.bsky.feed.post"),
    ),
  ],
  options: [],
  subjects: {
    actor: "A handle or a DID, whose posts are wanted. Left out: what the account of the token is notified of.",
  },
};

export const mastodonSetUp: SetUp = {
  steps: [
    step(
      "An administrator of the server opens Administration, Webhooks, Add endpoint (https://<your server>/admin/webhooks/new). The payload template stays empty: another shape cannot be understood.",
      address("Endpoint URL"),
      text("Events", "status.created, status.updated, report.created, report.updated"),
    ),
    step("Copy the signing secret from the webhook's page, and enter it among this source's secrets as `secret`."),
    step("Without an administrator have the server asked instead: enter a timeline, the server's address and a token."),
  ],
  options: [],
  subjects: { timeline: "notifications, local, public or tag:<name>." },
};

export const mediumSetUp: SetUp = {
  steps: [step("There is nothing to register: Medium says that it is polled. Say which feed is wanted.")],
  options: [],
  subjects: {
    feed: "What stands behind https://medium.com/feed/: @name, the name of a publication, tag/<name>; or the https address of a feed on a domain of its own.",
  },
};

export const redditSetUp: SetUp = {
  steps: [
    step("Make an app at https://www.reddit.com/prefs/apps, and enter its id and secret among this source's secrets."),
    step(
      "To act, or to read the log: a permanent refresh token of a moderator with read, modlog, modposts and report.",
    ),
    step(
      "A relay of yours may also post Reddit's things, signed with the secret.",
      address("Address of the relay"),
      credential("Secret of the relay", "secret"),
    ),
  ],
  options: [],
  subjects: {
    subreddit: "Its name, without r/.",
    listing: "comments (the default), new (posts), edited or log; the last two are for moderators.",
  },
};
