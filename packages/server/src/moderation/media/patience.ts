import type { Clock } from "../../model/ports.ts";
import { EvaluatorError } from "../evaluators/evaluator.ts";
import { hostOf } from "./fetch-media.ts";
import type { Media } from "./media.ts";

/** Of an evaluator's time. What is left is its own. */
const SHARE = 0.6;

/**
 * The media of items for an evaluator that has `timeoutMs` for an attempt. What is slow to come fails before that time is
 * over, and as what it is: else who hands in a slow URL would have the evaluator taken for slow, and left alone.
 */
export function patientFor(timeoutMs: number, media: Media, clock: Pick<Clock, "after">): Media {
  const patienceMs = timeoutMs * SHARE;
  const limited =
    <T>(fetch: (url: string, signal: AbortSignal) => Promise<T>) =>
    async (url: string, signal: AbortSignal): Promise<T> => {
      const patience = new AbortController();
      const message = `${hostOf(url)} did not send the media within ${patienceMs / 1_000} s.`;
      const limit = clock.after(patienceMs, () => patience.abort(new EvaluatorError("media_unreachable", message)));
      try {
        return await fetch(url, AbortSignal.any([signal, patience.signal]));
      } finally {
        limit.cancel();
      }
    };
  return {
    image: limited((url, signal) => media.image(url, signal)),
    video: limited((url, signal) => media.video(url, signal)),
  };
}
