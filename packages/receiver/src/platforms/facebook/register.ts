import { GRAPH, metaRegistrar } from "../meta-subscriptions.ts";

/** `POST /{page}/subscribed_apps`: https://developers.facebook.com/docs/graph-api/webhooks/getting-started/webhooks-for-pages */
export const facebookRegistrar = metaRegistrar({
  title: "Facebook",
  object: "page",
  fields: ["feed"],
  install: {
    token: {
      name: "pageAccessToken",
      description: "A token of the Page with pages_manage_metadata, to install the app there.",
      isRequired: false,
      isSecret: true,
    },
    account: {
      name: "pageId",
      description: "The Page's id, beside its token.",
      isRequired: false,
      isSecret: false,
    },
    edge({ pageId }) {
      const id = pageId?.[0];
      return id === undefined ? undefined : `${GRAPH}/${encodeURIComponent(id)}/subscribed_apps`;
    },
  },
});
