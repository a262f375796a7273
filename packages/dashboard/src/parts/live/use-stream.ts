import { useDocumentVisibility } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Shape } from "../../api/client.ts";
import { sessionQuery } from "../../api/session.ts";
import type { useSite } from "../../api/site.ts";
import { Seen } from "./seen.ts";

/** How the live tail stands: `off` also while nobody sees the page, `away` between two tries. */
export type StreamState = "off" | "connecting" | "live" | "away";

export interface Figures {
  minute: Shape<"FigurePoint"> | null;
  previous: Shape<"FigurePoint"> | null;
  now: Shape<"Now">;
}

/** What `GET /v1/stream` tells. */
interface StreamHandlers {
  onEvent?(event: Shape<"Event">): void;
  onDelivery?(delivery: Shape<"Delivery">): void;
  onFigures?(figures: Figures): void;
  /** More came while it was away than it is told of now. */
  onMissed?(): void;
}

interface StreamWish {
  isOn: boolean;
  site: ReturnType<typeof useSite>;
  only: "event" | "delivery" | "figures";
  all?: boolean;
  webhookId?: string;
  type?: string;
}

interface Hello {
  events: Shape<"Event">[] | null;
  deliveries: Shape<"Delivery">[] | null;
  figures: Figures | null;
}

/** A stream that the hub refused is asked for again after this; one that broke comes back by itself. */
const AGAIN_MS = 10_000;

/**
 * Follows the hub while `isOn` and the page is in sight: a browser has six connections to a host over HTTP/1.1, and pages in
 * the background would hold them all. What was missed between two connections comes with the next greeting.
 */
export function useStream(wish: StreamWish, handlers: StreamHandlers): StreamState {
  const [state, setState] = useState<StreamState>("off");
  const [tries, setTries] = useState(0);
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  const queries = useQueryClient();
  const isInSight = useDocumentVisibility() !== "hidden";
  const address = addressOf(wish);
  const url = wish.isOn && isInSight ? address : null;
  const seen = useRef({ address, rows: new Seen() });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another try is another connection
  useEffect(() => {
    if (url === null) {
      setState("off");
      return;
    }
    setState("connecting");
    const source = new EventSource(url);
    let again: ReturnType<typeof setTimeout> | undefined;
    source.onopen = () => setState("live");
    source.onerror = () => {
      setState("away");
      if (source.readyState !== EventSource.CLOSED) return;
      // Refused: the session may be over.
      void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      again = setTimeout(() => setTries((before) => before + 1), AGAIN_MS);
    };
    if (seen.current.address !== url) seen.current = { address: url, rows: new Seen() };
    hear(source, seen.current.rows, () => latest.current);
    return () => {
      clearTimeout(again);
      source.close();
    };
  }, [url, tries, queries]);

  return state;
}

function hear(source: EventSource, seen: Seen, handlers: () => StreamHandlers): void {
  const on = <T>(name: string, take: (data: T) => void) =>
    source.addEventListener(name, (event) => take(JSON.parse((event as MessageEvent<string>).data)));
  on<Hello>("hello", ({ events, deliveries, figures }) => {
    const greeted = [...(events ?? []), ...(deliveries ?? [])].map(({ id }) => id);
    if (seen.isMissing(greeted)) handlers().onMissed?.();
    for (const id of greeted) seen.note(id);
    for (const event of events?.toReversed() ?? []) handlers().onEvent?.(event);
    for (const delivery of deliveries?.toReversed() ?? []) handlers().onDelivery?.(delivery);
    if (figures !== null) handlers().onFigures?.(figures);
  });
  on<Shape<"Event">>("event", (event) => {
    seen.note(event.id);
    handlers().onEvent?.(event);
  });
  on<Shape<"Delivery">>("delivery", (delivery) => {
    seen.note(delivery.id);
    handlers().onDelivery?.(delivery);
  });
  on<Figures>("figures", (figures) => handlers().onFigures?.(figures));
}

function addressOf({ site, only, all, webhookId, type }: StreamWish): string {
  const parameters = new URLSearchParams({
    only,
    ...(all ? { all: "true" } : site),
    ...(webhookId !== undefined && { webhook_id: webhookId }),
    ...(type !== undefined && { type }),
  });
  return `/v1/stream?${parameters}`;
}
