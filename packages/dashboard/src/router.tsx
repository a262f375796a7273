import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { queries } from "./api/queries.ts";
import { sessionQuery } from "./api/session.ts";
import type { SiteSearch } from "./api/site.ts";
import { PageFailed } from "./parts/page-failed.tsx";
import { PageMissing } from "./parts/page-missing.tsx";
import { PagePending } from "./parts/page-pending.tsx";
import { parseSearch, stringifySearch } from "./search.ts";
import { Shell } from "./shell/shell.tsx";

/** Text that a search parameter has; anything else is as if it were left out. */
const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const asText = (search: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(search).flatMap(([name, value]) => (text(value) ? [[name, text(value)]] : [])));

const root = createRootRoute({ component: Outlet, notFoundComponent: PageMissing });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string } => ({ next: text(search.next) }),
  component: lazyRouteComponent(() => import("./pages/sign-in/sign-in.tsx"), "SignIn"),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  validateSearch: (search: Record<string, unknown>): SiteSearch & Record<string, string | undefined> => asText(search),
  beforeLoad: async ({ location }) => {
    const session = await queries.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ to: "/sign-in", search: { next: location.href } });
  },
  component: Shell,
  errorComponent: PageFailed,
});

type Page = Parameters<typeof lazyRouteComponent>[0];

/** A page under the shell. Its search parameters are texts; the page says what they mean. */
const page = <Path extends string>(path: Path, load: Page, name: string) =>
  createRoute({ getParentRoute: () => signedIn, path, component: lazyRouteComponent(load, name) });

const pages = [
  page("/", () => import("./pages/overview/overview.tsx"), "Overview"),
  page("/webhooks", () => import("./pages/webhooks/webhooks.tsx"), "Webhooks"),
  page("/webhooks/new", () => import("./pages/webhooks/new-webhook.tsx"), "NewWebhook"),
  page("/webhooks/$id", () => import("./pages/webhooks/webhook/webhook.tsx"), "WebhookPage"),
  page("/events", () => import("./pages/events/events.tsx"), "Events"),
  page("/events/send", () => import("./pages/events/send/send-event.tsx"), "SendEvent"),
  page("/events/$id", () => import("./pages/events/event/event.tsx"), "EventPage"),
  page("/deliveries", () => import("./pages/deliveries/deliveries.tsx"), "Deliveries"),
  page("/deliveries/$id", () => import("./pages/deliveries/delivery/delivery.tsx"), "DeliveryPage"),
  page("/sources", () => import("./pages/sources/sources.tsx"), "Sources"),
  page("/sources/new", () => import("./pages/sources/new-source.tsx"), "NewSource"),
  page("/sources/$id", () => import("./pages/sources/source.tsx"), "SourcePage"),
  page("/sources/$id/messages/$messageId", () => import("./pages/sources/messages/message.tsx"), "MessagePage"),
  page("/moderation", () => import("./pages/moderation/queue/queue.tsx"), "Queue"),
  page("/moderation/items", () => import("./pages/moderation/items/items.tsx"), "Items"),
  page("/moderation/items/$id", () => import("./pages/moderation/item/item.tsx"), "ItemPage"),
  page("/moderation/jobs", () => import("./pages/moderation/jobs/jobs.tsx"), "Jobs"),
  page("/moderation/rules", () => import("./pages/moderation/rules/rules.tsx"), "Rules"),
  page("/moderation/rules/$id", () => import("./pages/moderation/rules/rule-group.tsx"), "RuleGroupPage"),
  page("/moderation/evaluators", () => import("./pages/moderation/evaluators/evaluators.tsx"), "Evaluators"),
  page("/moderation/figures", () => import("./pages/moderation/figures/figures.tsx"), "Figures"),
  page("/settings", () => import("./pages/settings/settings.tsx"), "Settings"),
  page("/settings/event-types", () => import("./pages/settings/event-types/event-types.tsx"), "EventTypes"),
  page("/settings/event-types/$name", () => import("./pages/settings/event-types/event-type.tsx"), "EventTypePage"),
  page("/settings/sites", () => import("./pages/settings/sites/sites.tsx"), "Sites"),
  page("/settings/keys", () => import("./pages/settings/keys/keys.tsx"), "Keys"),
  page("/settings/hub", () => import("./pages/settings/hub/hub.tsx"), "Hub"),
];

export const router = createRouter({
  routeTree: root.addChildren([signIn, signedIn.addChildren(pages)]),
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultPendingComponent: PagePending,
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
