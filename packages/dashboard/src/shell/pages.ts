import {
  IconArrowsExchange,
  IconBolt,
  IconChartAreaLine,
  IconInbox,
  IconSettings,
  IconShieldCheck,
  IconTruckDelivery,
} from "@tabler/icons-react";

/** What the navigation shows, in its order. */
export const PAGES = [
  { to: "/", label: "Overview", icon: IconChartAreaLine },
  { to: "/webhooks", label: "Webhooks", icon: IconArrowsExchange },
  { to: "/events", label: "Events", icon: IconBolt },
  { to: "/deliveries", label: "Deliveries", icon: IconTruckDelivery },
  { to: "/sources", label: "Sources", icon: IconInbox },
  { to: "/moderation", label: "Moderation", icon: IconShieldCheck },
  { to: "/settings", label: "Settings", icon: IconSettings },
] as const;
