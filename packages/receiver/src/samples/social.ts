/** Samples of platforms where people write: as their documents print a new comment, post or message. */
import { hmac } from "@tabellary/contracts/schemes";
import { mastodonSignature } from "../platforms/mastodon/platform.ts";
import { metaSignature } from "../platforms/meta.ts";
import { slackSignature } from "../platforms/slack/verify.ts";
import { tiktokSignature } from "../platforms/tiktok/verify.ts";
import { twitterSignature } from "../platforms/twitter/verify.ts";
import { webSubSignature } from "../platforms/websub.ts";
import { topicOf } from "../platforms/youtube/verify.ts";
import {
  byScheme,
  digits,
  nothingToSignWith,
  SAMPLE_TEXT,
  type Sampler,
  type Signer,
  sampler,
  toSeconds,
} from "./sampler.ts";

/** https://docs.x.com/x-api/account-activity/introduction: `tweet_create_events`, an answer to a post. */
export const twitterSample = sampler(byScheme(twitterSignature, "consumerSecret"), (nowMs) => ({
  payload: {
    for_user_id: "2244994945",
    tweet_create_events: [
      {
        created_at: twitterDate(nowMs),
        id_str: digits(nowMs, 19),
        text: SAMPLE_TEXT,
        in_reply_to_status_id_str: "1050118621198921728",
        user: { id_str: "2244994945", screen_name: "sample" },
      },
    ],
  },
}));

/** `Wed Oct 10 20:19:24 +0000 2018` */
function twitterDate(nowMs: number): string {
  const [weekday, day, month, year, time] = new Date(nowMs).toUTCString().replace(",", "").split(" ");
  return `${weekday} ${month} ${day} ${time} +0000 ${year}`;
}

/** https://developers.facebook.com/docs/graph-api/webhooks/reference/instagram: the field `comments`. */
export const instagramSample = sampler(byScheme(metaSignature, "appSecret"), (nowMs) => ({
  payload: {
    object: "instagram",
    entry: [
      {
        id: "17841405822304914",
        time: Math.floor(nowMs / 1000),
        changes: [
          {
            field: "comments",
            value: {
              id: digits(nowMs, 17),
              text: SAMPLE_TEXT,
              from: { id: "232323232", username: "sample" },
              media: { id: "123123123", media_product_type: "FEED" },
            },
          },
        ],
      },
    ],
  },
}));

/** https://developers.facebook.com/docs/graph-api/webhooks/reference/page: the field `feed`. */
export const facebookSample = sampler(byScheme(metaSignature, "appSecret"), (nowMs) => {
  const seconds = Math.floor(nowMs / 1000);
  const post = "1067280970047460_44444444";
  const value = {
    item: "comment",
    verb: "add",
    comment_id: `44444444_${nowMs}`,
    post_id: post,
    parent_id: post,
    from: { id: "11", name: "sample" },
    message: SAMPLE_TEXT,
    created_time: seconds,
  };
  const entry = { id: "1067280970047460", time: seconds, changes: [{ field: "feed", value }] };
  return { payload: { object: "page", entry: [entry] } };
});

/** https://business-api.tiktok.com/portal/docs?id=1759978341579777: `comment.update`, its content JSON inside a text. */
export const tiktokSample = sampler(byScheme(tiktokSignature, "clientSecret"), (nowMs) => ({
  payload: {
    client_key: "sample",
    event: "comment.update",
    create_time: Math.floor(nowMs / 1000),
    user_openid: "act.sample",
    content: JSON.stringify({
      comment_id: digits(nowMs, 19),
      video_id: "7098765432109876543",
      comment_type: "comment",
      comment_action: "insert",
      timestamp: nowMs,
      text: SAMPLE_TEXT,
      unique_identifier: `sample-${nowMs}`,
    }),
  },
}));

/** https://docs.joinmastodon.org/admin/webhooks/: `status.created`, of a status that answers another. */
export const mastodonSample = sampler(byScheme(mastodonSignature, "secret"), (nowMs) => {
  const id = digits(nowMs, 18);
  const createdAt = new Date(nowMs).toISOString();
  const object = {
    id,
    created_at: createdAt,
    in_reply_to_id: "103254962155278888",
    spoiler_text: "",
    visibility: "public",
    url: `https://mastodon.example/@sample/${id}`,
    edited_at: null,
    content: `<p>${SAMPLE_TEXT}</p>`,
    account: { id: "123454321", username: "sample", acct: "sample" },
    media_attachments: [],
  };
  return { payload: { event: "status.created", created_at: createdAt, object } };
});

/** Twitch writes its time as a date; the scheme that verifies reads one, and writes milliseconds. */
const byTwitch: Signer = ({ id, body }, { credentials, nowMs }) => {
  const secret = credentials.secret?.[0];
  if (secret === undefined) return nothingToSignWith("secret");
  const timestamp = new Date(nowMs).toISOString();
  const digest = hmac("sha256", secret, { before: id + timestamp, body, after: "" }, "hex");
  return {
    "Twitch-Eventsub-Message-Id": id,
    "Twitch-Eventsub-Message-Timestamp": timestamp,
    "Twitch-Eventsub-Message-Signature": `sha256=${digest}`,
  };
};

/** https://dev.twitch.tv/docs/eventsub/reference/chat/: `channel.chat.message`. */
export const twitchSample = sampler(byTwitch, (nowMs) => {
  const type = "channel.chat.message";
  const headers = {
    "Twitch-Eventsub-Message-Type": "notification",
    "Twitch-Eventsub-Subscription-Type": type,
    "Twitch-Eventsub-Subscription-Version": "1",
  };
  const event = {
    broadcaster_user_id: "1337",
    broadcaster_user_login: "sample",
    chatter_user_id: "129546453",
    chatter_user_login: "sample",
    message_id: `sample-${nowMs}`,
    message: { text: SAMPLE_TEXT, fragments: [] },
  };
  return { headers, payload: { subscription: { id: "sample", type, version: "1" }, event } };
});

/** https://docs.slack.dev/reference/events/message: an answer in a thread. */
export const slackSample = sampler(byScheme(slackSignature, "signingSecret"), (nowMs) => {
  const ts = `${Math.floor(nowMs / 1000)}.${String(nowMs % 1000).padStart(6, "0")}`;
  const event = { type: "message", channel: "C123ABC456", user: "U123ABC456", text: SAMPLE_TEXT, ts };
  return {
    payload: {
      token: "sample",
      team_id: "T123ABC456",
      api_app_id: "A123ABC456",
      event: { ...event, thread_ts: "1355517523.000005" },
      type: "event_callback",
      event_id: `Ev${nowMs}`,
      event_time: Math.floor(nowMs / 1000),
    },
  };
});

const byHub = byScheme(webSubSignature, "hubSecret");

const byHubOnly: Signer = (message, input) =>
  input.credentials.hubSecret === undefined
    ? { unsupported: "There is no hubSecret, which would sign a feed; Google's tokens are made by Google alone." }
    : byHub(message, input);

/** https://developers.google.com/youtube/v3/guides/push_notifications: an upload, as the hub pushes it. */
export const youtubeSample: Sampler = (input) => {
  const channel = input.credentials.channels?.[0] ?? "UC0000000000000000000000";
  return sampler(byHubOnly, (nowMs) => ({
    headers: { "content-type": "application/atom+xml" },
    payload: uploadFeed(channel, nowMs),
  }))(input);
};

function uploadFeed(channel: string, nowMs: number): string {
  const topic = topicOf(channel).replaceAll("&", "&amp;");
  const id = `sample${nowMs}`;
  const at = `${toSeconds(nowMs).slice(0, -1)}+00:00`;
  return `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns="http://www.w3.org/2005/Atom">
 <link rel="hub" href="https://pubsubhubbub.appspot.com"/><link rel="self" href="${topic}"/>
 <title>YouTube video feed</title><updated>${at}</updated>
 <entry><id>yt:video:${id}</id><yt:videoId>${id}</yt:videoId><yt:channelId>UC0000000000000000000000</yt:channelId>
 <title>${SAMPLE_TEXT}</title><link rel="alternate" href="https://www.youtube.com/watch?v=${id}"/>
 <author><name>sample</name><uri>https://www.youtube.com/channel/UC0000000000000000000000</uri></author>
 <published>${at}</published><updated>${at}</updated></entry></feed>
`;
}
