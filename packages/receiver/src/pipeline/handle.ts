/** The last step: the functions that an event is for. */
import type { EventType, WebhookEvent } from "../event.ts";

/** A type, all types that begin alike, or all. */
export type EventPattern = EventType | "comment.*" | "post.*" | "moderation.*" | "*" | (string & {});

/** The events that a pattern matches. */
export type EventFor<Pattern extends string> = Pattern extends EventType
  ? WebhookEvent<Pattern>
  : Pattern extends `${infer Family}.*`
    ? Extract<EventType, `${Family}.${string}`> extends infer Type extends EventType
      ? [Type] extends [never]
        ? WebhookEvent
        : { [One in Type]: WebhookEvent<One> }[Type]
      : never
    : WebhookEvent;

export type EventHandler<Event = WebhookEvent> = (event: Event) => unknown;

/** Who wants to hear of what. */
export class Handlers {
  readonly #byPattern = new Map<string, EventHandler[]>();
  /** What was found for a type, until somebody else wants to hear. */
  readonly #found = new Map<string, readonly EventHandler[]>();

  add<Pattern extends EventPattern>(pattern: Pattern, handler: EventHandler<EventFor<Pattern>>): void {
    const handlers = this.#byPattern.get(pattern) ?? [];
    handlers.push(handler as EventHandler);
    this.#byPattern.set(pattern, handlers);
    this.#found.clear();
  }

  /** Those of the type itself first, then those of wider and wider patterns. */
  for(type: string): readonly EventHandler[] {
    const kept = this.#found.get(type);
    if (kept !== undefined) return kept;
    const found = patternsOf(type).flatMap((pattern) => this.#byPattern.get(pattern) ?? []);
    // Types come from outside: only those that somebody wants are kept, and these are few.
    if (found.length > 0 && this.#found.size < FOUND_MAX) this.#found.set(type, found);
    return found;
  }
}

const FOUND_MAX = 1000;

/** `github.issues.opened`: itself, `github.issues.*`, `github.*`, `*`. */
function patternsOf(type: string): string[] {
  const patterns = [type];
  for (let dot = type.lastIndexOf("."); dot > 0; dot = type.lastIndexOf(".", dot - 1)) {
    patterns.push(`${type.slice(0, dot)}.*`);
  }
  patterns.push("*");
  return patterns;
}

/**
 * Runs all handlers of an event, one after another; the first that throws ends it. False: there are none.
 * @throws what the handler throws
 */
export async function handle(event: WebhookEvent, handlers: Handlers): Promise<boolean> {
  const found = handlers.for(event.eventType);
  for (const handler of found) await handler(event);
  return found.length > 0;
}
