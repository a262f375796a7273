/**
 * YouTube: Google's hub for the feeds of channels (https://developers.google.com/youtube/v3/guides/push_notifications,
 * https://www.w3.org/TR/websub/), and the comments that nobody pushes
 * (https://developers.google.com/youtube/v3/docs/commentThreads/list) and that their channel may moderate
 * (https://developers.google.com/youtube/v3/docs/comments/setModerationStatus), while there is quota
 * (https://developers.google.com/youtube/v3/docs/errors).
 */
import { createHmac, randomBytes } from "node:crypto";
import type { Answered, Internet } from "./internet.ts";
import { type Asked, bearerOf, type Platform, type Told, Troubles } from "./platform.ts";

interface Lease {
  callback: string;
  secret: string | null;
  seconds: number;
}

const PAGE_LENGTH_MAX = 100;

export class YouTube implements Platform {
  readonly hosts = ["pubsubhubbub.appspot.com", "www.googleapis.com"];
  readonly apiKey = "AIza-the-key";
  /** Of the channel's owner. */
  readonly accessToken = "ya29.the-owners-token";
  readonly troubles = new Troubles();
  /** By topic. */
  readonly leases = new Map<string, Lease>();
  /** How often a subscription was confirmed. */
  confirmed = 0;
  /** Newest first. */
  readonly threads: object[] = [];
  /** What comments were set to, in the order in which that was asked. */
  readonly moderated: [id: string, status: string][] = [];
  /** How often a comment was to be moderated, done or refused. */
  moderationCalls = 0;
  /** Of the project's units of this day, whether there are enough for another moderation. */
  hasQuota = true;
  /** What the hub grants at most. */
  leaseSecondsMax = 432_000;
  #internet: Internet | undefined;

  join(internet: Internet): void {
    this.#internet = internet;
  }

  answer(asked: Asked): Told {
    const trouble = this.troubles.take();
    if (trouble !== undefined) return trouble;
    if (asked.path === "/youtube/v3/comments/setModerationStatus") return this.#moderate(asked);
    return asked.host === "www.googleapis.com" ? this.#list(asked) : this.#subscribe(new URLSearchParams(asked.body));
  }

  /** Pushes a channel's feed, signed with the secret that it was subscribed with. */
  push(topic: string, feed: string): Promise<Answered> {
    const { callback, secret } = this.leases.get(topic)!;
    const headers = {
      "content-type": "application/atom+xml",
      link: `<https://pubsubhubbub.appspot.com/>; rel=hub, <${topic}>; rel=self`,
      ...(secret === null
        ? {}
        : { "x-hub-signature": `sha1=${createHmac("sha1", secret).update(feed).digest("hex")}` }),
    };
    return this.#internet!.send(callback, { headers, body: feed });
  }

  /** A new comment at the top of the list. */
  comment(id: string, text: string): void {
    const at = new Date().toISOString();
    const snippet = { videoId: "dQw4w9WgXcQ", textOriginal: text, textDisplay: text, authorDisplayName: "@viewer" };
    const topLevelComment = { id, snippet: { ...snippet, publishedAt: at, updatedAt: at } };
    this.threads.unshift({ id, snippet: { videoId: "dQw4w9WgXcQ", topLevelComment, totalReplyCount: 0 } });
  }

  /** 202 at once; the address is asked afterwards (`hub.verify=async`). */
  #subscribe(form: URLSearchParams): Told {
    const [mode, topic, callback] = ["hub.mode", "hub.topic", "hub.callback"].map((name) => form.get(name) ?? "");
    if (!topic?.startsWith("https://www.youtube.com/") || callback === "") {
      return { status: 400, text: "Invalid value for hub.topic or hub.callback" };
    }
    void this.#verify(mode!, topic, { callback: callback!, secret: form.get("hub.secret") }, form);
    return { status: 202 };
  }

  async #verify(mode: string, topic: string, lease: Omit<Lease, "seconds">, form: URLSearchParams): Promise<void> {
    const seconds = Math.min(Number(form.get("hub.lease_seconds") ?? this.leaseSecondsMax), this.leaseSecondsMax);
    const challenge = randomBytes(12).toString("hex");
    const query = new URLSearchParams({
      "hub.topic": topic,
      "hub.challenge": challenge,
      "hub.mode": mode,
      ...(mode === "subscribe" ? { "hub.lease_seconds": String(seconds) } : {}),
      ...(form.has("hub.verify_token") ? { "hub.verify_token": form.get("hub.verify_token")! } : {}),
    });
    const answer = await this.#internet!.send(`${lease.callback}?${query}`, { method: "GET" });
    if (answer.status >= 300 || answer.text !== challenge) return;
    if (mode === "subscribe") this.leases.set(topic, { ...lease, seconds });
    else this.leases.delete(topic);
    this.confirmed += 1;
  }

  #moderate(asked: Asked): Told {
    const { method, query } = asked;
    if (bearerOf(asked) !== this.accessToken || method !== "POST") {
      const message = "The request cannot be authorized.";
      return { status: 401, json: { error: { code: 401, message, status: "UNAUTHENTICATED" } } };
    }
    this.moderationCalls += 1;
    if (!this.hasQuota) return quotaExceeded();
    this.moderated.push([query.get("id")!, query.get("moderationStatus")!]);
    return { status: 204 };
  }

  #list({ path, query, headers }: Asked): Told {
    if (path !== "/youtube/v3/commentThreads") return { status: 404, text: "Not Found" };
    if (query.get("key") !== this.apiKey && bearerOf({ headers }) !== this.accessToken) {
      const message = "API key not valid. Please pass a valid API key.";
      return { status: 400, json: { error: { code: 400, message, status: "INVALID_ARGUMENT" } } };
    }
    const from = Number(query.get("pageToken") ?? 0);
    const length = Math.min(Number(query.get("maxResults") ?? 20), PAGE_LENGTH_MAX);
    const items = this.threads.slice(from, from + length);
    const next = from + length < this.threads.length ? { nextPageToken: String(from + length) } : {};
    return { json: { kind: "youtube#commentThreadListResponse", ...next, pageInfo: {}, items } };
  }
}

function quotaExceeded(): Told {
  const message =
    'The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started#quota">quota</a>.';
  const errors = [{ message, domain: "youtube.quota", reason: "quotaExceeded" }];
  return { status: 403, json: { error: { code: 403, message, errors } } };
}

export function topicOf(channel: string): string {
  return `https://www.youtube.com/feeds/videos.xml?channel_id=${channel}`;
}

/** A channel's feed with one video, just uploaded. */
export function upload(id: string, title: string): string {
  const at = new Date().toISOString().replace("Z", "+00:00");
  return `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns="http://www.w3.org/2005/Atom"><title>YouTube video feed</title>
 <entry><id>yt:video:${id}</id><yt:videoId>${id}</yt:videoId><yt:channelId>UC1</yt:channelId><title>${title}</title>
 <link rel="alternate" href="https://www.youtube.com/watch?v=${id}"/><author><name>A channel</name></author>
 <published>${at}</published><updated>${at}</updated></entry></feed>`;
}
