import { RegistrationError } from "../../errors.ts";
import type { CredentialField, Credentials, Registrar, RegistrarInput } from "../platform.ts";
import { ask, needCredential, needOption } from "../registering.ts";
import { topicOf } from "./verify.ts";

const HUB = "https://pubsubhubbub.appspot.com/subscribe";

/** What Google's hub grants at most, as far as is known: five days. Another length may be granted, and counts. */
const LEASE_SECONDS = 432_000;

const hubSecret: CredentialField = {
  name: "hubSecret",
  description: "A secret of your own, shorter than 200 bytes: the hub signs with it.",
  isRequired: true,
  isSecret: true,
};
const verifyToken: CredentialField = {
  name: "verifyToken",
  description: "A text of your own, which the hub shows when it asks whether the subscription was wanted.",
  isRequired: false,
  isSecret: true,
};

/**
 * A channel's feed at Google's hub: the option `channel` is its id, `leaseSeconds` how long it is to last. The hub
 * answers that it has understood and asks the address afterwards, so `isActive` is null: when it is true, and until
 * when, `onSubscription` tells. To register again before then renews it.
 * https://developers.google.com/youtube/v3/guides/push_notifications
 */
export const youtubeRegistrar: Registrar = {
  kind: "api",
  credentials: [hubSecret, verifyToken],
  shows: verifyToken.name,
  expects: ({ channel }): Credentials => (typeof channel === "string" ? { channels: [channel] } : {}),
  async register({ url, options, ...input }) {
    // Without it the hub does not sign, and what nobody has signed is not taken.
    needCredential(input.credentials, hubSecret);
    const channel = String(needOption(options, "channel", "the id of the channel (UC…), or the address of its feed."));
    const topic = topicOf(channel);
    const seconds = typeof options.leaseSeconds === "number" ? options.leaseSeconds : LEASE_SECONDS;
    await askHub(input, { mode: "subscribe", topic, callback: url, leaseSeconds: seconds });
    const expiresAt = new Date(input.nowMs + seconds * 1000).toISOString();
    return { id: `${topic} ${url}`, url, isActive: null, expiresAt };
  },
  async list() {
    throw new RegistrationError(
      "registration_unlistable",
      "Google's hub does not tell what is subscribed to. Keep what register gave, and what onSubscription tells.",
    );
  },
  async delete({ id, ...input }) {
    const [topic = "", callback = ""] = id.split(" ");
    await askHub(input, { mode: "unsubscribe", topic, callback });
  },
};

interface Wish {
  mode: "subscribe" | "unsubscribe";
  topic: string;
  callback: string;
  leaseSeconds?: number;
}

async function askHub(input: RegistrarInput, { mode, topic, callback, leaseSeconds }: Wish): Promise<void> {
  const { credentials } = input;
  const secret = credentials.hubSecret?.[0];
  const token = credentials.verifyToken?.[0];
  const form = new URLSearchParams({
    "hub.mode": mode,
    "hub.topic": topic,
    "hub.callback": callback,
    "hub.verify": "async",
    ...(leaseSeconds !== undefined && { "hub.lease_seconds": String(leaseSeconds) }),
    ...(secret !== undefined && { "hub.secret": secret }),
    ...(token !== undefined && { "hub.verify_token": token }),
  });
  await ask(input, "Google's hub", { method: "POST", url: HUB, form });
}
