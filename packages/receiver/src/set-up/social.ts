/** Where people write. */
import { address, bySteps, credential, type SetUp, type SetUpOption, step, text } from "./step.ts";

const META_APP = "Open https://developers.facebook.com/apps, the app, App settings, Basic, and copy the App Secret.";
const metaFields = (example: string): SetUpOption => ({
  name: "fields",
  description: "What is subscribed to.",
  kind: "list",
  isRequired: false,
  example,
});

export const facebookSetUp: SetUp = {
  steps: [
    step(META_APP),
    step(
      "In the app open Webhooks, Page. Meta asks the address at once, so the hub has to be reachable. Subscribe to the field with Include Values.",
      address("Callback URL"),
      credential("Verify token", "verifyToken"),
      text("Field", "feed"),
    ),
    step(
      "Install the app on each Page with the Page's token (pages_manage_metadata).",
      text("POST", "https://graph.facebook.com/v25.0/{page}/subscribed_apps?subscribed_fields=feed"),
    ),
  ],
  options: [metaFields("feed")],
  subjects: {},
};

export const instagramSetUp: SetUp = {
  steps: [
    step(`${META_APP} Apps with Instagram Login have an Instagram App Secret of their own: list both.`),
    step(
      "In the app open Webhooks, Instagram. Meta asks the address at once, so the hub has to be reachable. Subscribe to the fields with Include Values.",
      address("Callback URL"),
      credential("Verify token", "verifyToken"),
      text("Fields", "comments, live_comments"),
    ),
    step(
      "Switch each account on with its token. Real comments arrive only with Advanced Access and a live app, on public accounts.",
      text("POST", "https://graph.instagram.com/v25.0/me/subscribed_apps?subscribed_fields=comments,live_comments"),
    ),
  ],
  options: [metaFields("comments")],
  subjects: {},
};

export const twitterSetUp: SetUp = bySteps(
  step("Open https://developer.x.com, the app, Keys and tokens: the API Key Secret and the Bearer Token."),
  step(
    "Register the address, with the bearer token. X asks it at once, and again and again later: it has to be https, without a port.",
    text("POST", "https://api.x.com/2/webhooks"),
    address("url"),
  ),
  step(
    "Say what is to come, by user, with the webhook's id of the answer.",
    text("POST", "https://api.x.com/2/activity/subscriptions"),
    text("Body", '{ "event_type": "post.reply.create", "filter": { "user_id": "…" }, "webhook_id": "…" }'),
  ),
);

export const youtubeSetUp: SetUp = {
  steps: [
    step(
      "Subscribe at Google's hub for each channel; the hub asks the address afterwards. It lasts five days at most, and is only renewed by itself when it was registered from here.",
      text("POST (a form)", "https://pubsubhubbub.appspot.com/subscribe"),
      text("hub.mode", "subscribe"),
      text("hub.verify", "async"),
      text("hub.topic", "https://www.youtube.com/feeds/videos.xml?channel_id=UC…"),
      address("hub.callback"),
      credential("hub.secret", "hubSecret"),
      text("hub.lease_seconds", "432000"),
    ),
    step("Comments are not sent. For them have YouTube asked, with a key of the project."),
  ],
  options: [
    {
      name: "channel",
      description: "The id of the channel, or the address of its feed.",
      kind: "text",
      isRequired: true,
      example: "UC_x5XG1OV2P6uZZ5FSM9Ttw",
    },
  ],
  subjects: {
    videoId: "Comments of this video.",
    allThreadsRelatedToChannelId: "Comments of all videos of the channel with this id.",
    moderationStatus: "published (the default), heldForReview or likelySpam; the last two are for the owner.",
  },
};

export const tiktokSetUp: SetUp = bySteps(
  step(
    "Open https://developers.tiktok.com/apps, the app: the Client secret. For business the app's secret at https://business-api.tiktok.com/portal.",
  ),
  step("In the app open Webhooks. All events are sent from then on.", address("Callback URL")),
);

export const twitchSetUp: SetUp = {
  steps: [
    step(
      "Make an application at https://dev.twitch.tv/console/apps, and an app access token for it (client credentials).",
    ),
    step(
      "Subscriptions are made by API alone: Twitch asks the address, which has to be https on port 443. For chat the user in the condition has to have granted user:read:chat.",
      text("POST", "https://api.twitch.tv/helix/eventsub/subscriptions"),
      address("transport.callback"),
      credential("transport.secret", "secret"),
    ),
  ],
  options: [
    {
      name: "type",
      description: "A subscription type.",
      kind: "text",
      isRequired: true,
      example: "channel.chat.message",
    },
    {
      name: "condition",
      description: "Whose events.",
      kind: "json",
      isRequired: true,
      example: '{ "broadcaster_user_id": "1234", "user_id": "1234" }',
    },
    { name: "version", description: "Of the type. Left out: 1.", kind: "text", isRequired: false, example: "1" },
  ],
  subjects: {},
};

export const slackSetUp: SetUp = bySteps(
  step("Open https://api.slack.com/apps, the app, Basic Information, App Credentials: the Signing Secret."),
  step(
    "Open Event Subscriptions, Enable Events. Slack asks the address at once; it has to say Verified.",
    address("Request URL"),
    text("Subscribe to bot events", "message.channels, message.groups"),
  ),
  step("The same address may stand under Interactivity & Shortcuts and under Slash Commands.", address("Request URL")),
);

const DISCORD_KEY =
  "Open https://discord.com/developers/applications, the application, General Information: the Public Key.";

export const discordSetUp: SetUp = {
  steps: [
    step(DISCORD_KEY),
    step(
      "In the application's settings open Webhooks, switch the events on and choose some. Discord asks the address, with good and with bad signatures.",
      address("Endpoint URL"),
    ),
  ],
  options: [
    {
      name: "types",
      description: "Webhook event types.",
      kind: "list",
      isRequired: false,
      example: "ENTITLEMENT_CREATE",
    },
  ],
  subjects: {},
};

export const discordInteractionsSetUp: SetUp = bySteps(
  step(DISCORD_KEY),
  step(
    "On the same page enter the address. Discord asks it, with good and with bad signatures.",
    address("Interactions Endpoint URL"),
  ),
);
