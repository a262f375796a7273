/** Receivers of the story, each under a name of its own on the internet: healthy, slow, flaky, out of order. */
import { setTimeout as passed } from "node:timers/promises";
import { seeded } from "../../harness/random.ts";
import type { Asked, Platform, Told } from "../../platforms/platform.ts";
import { poster } from "./poster.ts";

interface Manner {
  /** About how long it takes. */
  answersInMs: number;
  answer(count: number): Told;
}

const JSON_TYPE = { "content-type": "application/json" };
const fine = (): Told => ({ status: 200, headers: JSON_TYPE, text: '{"received":true}' });
const OUT_OF_ORDER =
  '{"error":"service_unavailable","message":"Maintenance until 06:00. Orders are queued by nobody: please send again."}';

const MANNERS: Readonly<Record<string, Manner>> = {
  "hooks.ledger.example": { answersInMs: 18, answer: fine },
  "crm.example": { answersInMs: 35, answer: fine },
  "gallery.example": { answersInMs: 26, answer: () => ({ status: 204 }) },
  "events.analytics.example": { answersInMs: 240, answer: fine },
  "mailer.example": {
    answersInMs: 40,
    answer: (count) => (count % 6 === 3 ? { status: 429, headers: { "retry-after": "2" }, text: "slow down" } : fine()),
  },
  "partner.example": { answersInMs: 90, answer: () => ({ status: 500, text: "Internal Server Error" }) },
  "erp.example": { answersInMs: 60, answer: () => ({ status: 503, headers: JSON_TYPE, text: OUT_OF_ORDER }) },
};

export class Customers implements Platform {
  readonly hosts = [...Object.keys(MANNERS), "cdn.example"];
  readonly #dice = seeded(8);
  readonly #counts = new Map<string, number>();

  async answer({ host, path }: Asked): Promise<Told> {
    if (host === "cdn.example") return { headers: { "content-type": "image/png" }, bytes: poster(path) };
    const { answersInMs, answer } = MANNERS[host]!;
    const count = (this.#counts.get(host) ?? 0) + 1;
    this.#counts.set(host, count);
    await passed(answersInMs * (0.6 + this.#dice()));
    return answer(count);
  }
}
