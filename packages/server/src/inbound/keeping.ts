import type { WebhookEvent } from "@tabellary/receiver";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import { isModerated, moderatorOf } from "../catalogue/moderated.ts";
import type { Engine, EventRequest, Kept } from "../engine/requests.ts";
import { CONCEALED, isCredentialHeader } from "../model/credential-header.ts";
import type { Message, MessageOrigin } from "../model/message.ts";
import { type Repetition, toEventRequests } from "./payload.ts";

export type HeaderPairs = Message["headers"];

/** A message that is known to be the platform's. What is left out it has not. */
export interface Genuine {
  origin: MessageOrigin;
  events: readonly WebhookEvent[];
  body: Uint8Array;
  method?: string;
  query?: string;
  headers?: HeaderPairs;
  remoteAddress?: string | null;
  /** A sentence for a person. */
  detail?: string | null;
  replay?: { of: bigint; repetition: Repetition };
}

export interface KeepingDeps {
  engine: Pick<Engine, "receive">;
  catalogue: Pick<Catalogue, "now" | "ensureInner">;
}

/** Keeps messages with their events, each in one commit. What is to be judged is owed to moderation by that commit too. */
export class Keeping {
  readonly #engine: Pick<Engine, "receive">;
  readonly #catalogue: Pick<Catalogue, "now" | "ensureInner">;

  constructor({ engine, catalogue }: KeepingDeps) {
    this.#engine = engine;
    this.#catalogue = catalogue;
  }

  /** @throws UnfitMessageError, and as `engine.receive` does */
  async keep(source: CataloguedSource, genuine: Genuine): Promise<Kept> {
    const { origin, events, body, replay, method = "", query = "", headers = [], detail = null } = genuine;
    const isTelling = events.length > 0;
    const moderator = await moderatorOf(this.#catalogue, source);
    const owed = (request: EventRequest): EventRequest =>
      moderator !== null && isModerated(source.config, request.type) ? { ...request, also: [moderator] } : request;
    return this.#engine.receive({
      siteNo: source.siteNo,
      message: {
        sourceNo: source.no,
        origin,
        verdict: isTelling ? "accepted" : "ignored",
        reason: isTelling ? null : "unknown_event",
        detail,
        method,
        query: concealQuery(query, source),
        headers: conceal(headers, source, isCredentialHeader),
        remoteAddress: genuine.remoteAddress ?? null,
        body,
        isBodyCut: false,
        replayOf: replay?.of ?? null,
      },
      toEvents: (messageSeq) => toEventRequests(source, messageSeq, events, replay?.repetition).map(owed),
    });
  }
}

/** Without the values that are a credential of the source, or in headers that `isHidden`. */
export function conceal(
  headers: HeaderPairs,
  { hidden }: Pick<CataloguedSource, "hidden">,
  isHidden: (name: string) => boolean,
): HeaderPairs {
  const isSecret = (name: string, value: string) =>
    hidden.has(value) || isHidden(name) || hidden.has(value.slice(value.lastIndexOf(" ") + 1));
  return headers.map((pair) => (isSecret(...pair) ? [pair[0], CONCEALED] : pair));
}

/** Without the values that are a credential of the source: some platforms show theirs in a handshake. All else as it came. */
export function concealQuery(query: string, { hidden }: Pick<CataloguedSource, "hidden">): string {
  const clean = (part: string) => {
    const [[name = "", value = ""] = []] = [...new URLSearchParams(part)];
    if (hidden.has(value)) return `${part.slice(0, part.indexOf("="))}=${CONCEALED}`;
    return hidden.has(name) ? CONCEALED : part;
  };
  return query.split("&").map(clean).join("&");
}
