/** What content is handed in as, and where it may be fetched from. */
import { Type } from "typebox";
import type { Egress } from "../../egress/egress.ts";
import { Problem } from "../../model/errors.ts";
import { prose } from "../shapes.ts";
import { refuse } from "../webhooks/wishes.ts";

const TEXT_CHARS_MAX = 100_000;
const URL_CHARS_MAX = 2_048;

export const Text = prose({ maxLength: TEXT_CHARS_MAX });
export const MediaUrl = Type.String({
  minLength: 1,
  maxLength: URL_CHARS_MAX,
  description: "http or https, where it can be fetched without a key: pictures up to 10 MiB, videos up to 300 MiB.",
});

/**
 * The same verdict falls again when it is fetched.
 * @throws Problem `invalid_request` for what is no URL, `url_not_allowed` for where this hub does not send
 */
export async function checkMediaUrl(text: string, path: string, { egress }: { egress: Pick<Egress, "check"> }) {
  const protocol = /[\s\p{Cc}]/u.test(text) ? undefined : URL.parse(text)?.protocol;
  if (protocol !== "https:" && protocol !== "http:") {
    refuse([{ path, message: "must be a URL that begins with https:// or http://, without spaces" }]);
  }
  const verdict = await egress.check(text);
  if (verdict.allowed) return;
  const code = verdict.code === "url_invalid" ? "invalid_request" : "url_not_allowed";
  throw new Problem(code, `${path}: ${verdict.message}`, { faults: [{ path, message: verdict.message }] });
}

/** @throws Problem `invalid_request` where there is nothing to judge */
export function checkText(text: string, path: string): void {
  if (text.trim() === "") refuse([{ path, message: "must not be empty" }]);
}
