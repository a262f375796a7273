import type { Clock } from "../../../model/ports.ts";
import { SideThread, SideThreadError, threadModule } from "../../aside/side-thread.ts";
import { Turns } from "../../aside/turns.ts";
import type { Image } from "../../media/media.ts";
import { EvaluatorError } from "../evaluator.ts";
import type { PerceptualHash } from "./perceptual-hash.ts";
import type { HashAnswer } from "./thread.ts";

/** Of the thread's own objects; the pixels are outside of them. */
const HEAP_MB_MAX = 256;

/** Who wants a picture hashed. */
export interface Asker {
  /** Its pictures take turns with those of others. */
  siteId: string;
  signal: AbortSignal;
  /** Heard for as long as it is not begun. */
  patience: AbortSignal;
}

/** Hashes pictures, one after the other, in a thread of their own. Sites take turns. */
export class ImageHasher {
  readonly #thread = new SideThread<Image, HashAnswer>(threadModule(import.meta.url), { heapMbMax: HEAP_MB_MAX });
  readonly #turns: Turns<string>;

  constructor({ clock }: { clock: Pick<Clock, "monotonic"> }) {
    this.#turns = new Turns(clock);
  }

  /**
   * Of all that it shows: one, or one for each picture of a GIF that moves. None of a picture of one colour, which is like
   * every other of one colour.
   * @throws EvaluatorError `media_type`, `media_too_large`, `unavailable`; the reason of its patience; the signal's
   *   reason, and then the thread is ended, if it was at this picture
   */
  hashes(image: Image, { siteId, signal, patience }: Asker): Promise<readonly PerceptualHash[]> {
    return this.#turns.run(siteId, AbortSignal.any([signal, patience]), () => this.#hashNow(image, signal));
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  async #hashNow(image: Image, signal: AbortSignal): Promise<readonly PerceptualHash[]> {
    const answer = await this.#thread.ask(image, signal).catch((error: unknown) => {
      if (!(error instanceof SideThreadError)) throw error;
      throw new EvaluatorError("unavailable", `The picture could not be hashed: ${error.message}`, { cause: error });
    });
    if ("hashes" in answer) return answer.hashes;
    throw new EvaluatorError(answer.fault.code ?? "unavailable", answer.fault.message, { isFinal: true });
  }
}
