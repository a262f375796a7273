import { SideThread, SideThreadError, threadModule } from "../../aside/side-thread.ts";
import type { Image } from "../../media/media.ts";
import { EvaluatorError } from "../evaluator.ts";
import type { PerceptualHash } from "./perceptual-hash.ts";
import type { HashAnswer } from "./thread.ts";

/** Of the thread's own objects; the pixels are outside of them. */
const HEAP_MB_MAX = 256;

/** Hashes pictures, one after the other, in a thread of their own. */
export class ImageHasher {
  readonly #thread = new SideThread<Image, HashAnswer>(threadModule(import.meta.url), { heapMbMax: HEAP_MB_MAX });
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Of all that it shows: one, or one for each picture of a GIF that moves. None of a picture of one colour, which is like
   * every other of one colour.
   * @throws EvaluatorError `media_type`, `media_too_large`, `unavailable`; the signal's reason, and then the thread is
   *   ended, whatever it was at
   */
  hashes(image: Image, signal: AbortSignal): Promise<readonly PerceptualHash[]> {
    const turn = this.#last.then(() => this.#hashNow(image, signal));
    this.#last = turn.catch(() => undefined);
    return turn;
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
