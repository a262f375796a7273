import { metaRegistrar } from "../meta-subscriptions.ts";

/** `POST /me/subscribed_apps`: https://developers.facebook.com/docs/instagram-platform/webhooks */
export const instagramRegistrar = metaRegistrar({
  title: "Instagram",
  object: "instagram",
  fields: ["comments", "live_comments"],
  install: {
    token: {
      name: "accessToken",
      description: "A token of the account, to switch its notifications on.",
      isRequired: false,
      isSecret: true,
    },
    edge: () => "https://graph.instagram.com/v25.0/me/subscribed_apps",
  },
});
