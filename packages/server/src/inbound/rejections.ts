import { Buckets, type Refusal } from "@tabellary/receiver";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import type { Engine } from "../engine/requests.ts";
import { Problem } from "../model/errors.ts";
import { type Message, REJECTED_BODY_BYTES } from "../model/message.ts";
import type { FigureCounts } from "../telemetry/figures.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { conceal, concealQuery } from "./keeping.ts";

/** Of each source, in the long run and at once: whoever forges fills no disk and holds up nobody's commit. */
const KEPT_PER_SECOND = 1;
const KEPT_AT_ONCE = 20;
/** So many sources are remembered to have been sent what was rejected. */
const SOURCES_MAX = 10_000;

export interface RejectionsDeps {
  engine: Pick<Engine, "receive">;
  metrics: Pick<Metrics, "messageReceived">;
  figures: Pick<FigureCounts, "messageReceived">;
  onTrouble(error: Error): void;
}

/** What of a request is kept when it is rejected. */
export type RejectedRequest = Pick<Message, "method" | "query" | "headers" | "remoteAddress" | "body">;

/** Keeps some of what was rejected, for whoever looks for the reason. Nobody waits for it. */
export class Rejections {
  readonly #deps: RejectionsDeps;
  readonly #buckets = new Buckets({ perSecond: KEPT_PER_SECOND, burst: KEPT_AT_ONCE, bucketsMax: SOURCES_MAX });

  constructor(deps: RejectionsDeps) {
    this.#deps = deps;
  }

  note(source: CataloguedSource, request: RejectedRequest, { reason, message }: Refusal, nowMs: number): void {
    const { engine, onTrouble } = this.#deps;
    if (this.#buckets.take(String(source.no), nowMs) > 0) {
      this.#count(source, reason);
      return;
    }
    const { method, query, remoteAddress, body } = request;
    const isTooLong = body.length > REJECTED_BODY_BYTES;
    const kept: Omit<Message, "seq" | "made" | "repeated"> = {
      sourceNo: source.no,
      origin: "request",
      verdict: "rejected",
      reason,
      detail: message,
      method,
      query: concealQuery(query, source),
      // What may yet verify, when the secrets have been mended, is left as it came.
      headers: conceal(request.headers, source, () => false),
      remoteAddress,
      body: isTooLong ? body.slice(0, REJECTED_BODY_BYTES) : body,
      isBodyCut: isTooLong || reason === "body_too_large",
      replayOf: null,
    };
    engine.receive({ siteNo: source.siteNo, message: kept, toEvents: () => [] }).catch((error) => {
      this.#count(source, reason);
      // Too much at once, or no store: then there is none of it.
      if (!(error instanceof Problem)) onTrouble(error);
    });
  }

  #count({ config, siteNo }: CataloguedSource, reason: string): void {
    const { metrics, figures } = this.#deps;
    metrics.messageReceived(config.platform, "rejected", reason);
    figures.messageReceived(siteNo, "rejected");
  }
}
