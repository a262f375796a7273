/** What a contract means for who receives by it, in sentences. */
import type { Contract, Policy } from "@tabellary/contracts";
import { sayDuration } from "./delays.ts";

/** How deliveries of one webhook are carried out. */
export interface Terms {
  schedule: readonly number[];
  timeoutMs: number;
  ordering: Policy["ordering"];
}

const ORDERING: Record<Policy["ordering"], string> = {
  none: "Several may be under way at once, in no promised order.",
  webhook: "In order: one delivery at a time. One that is to be sent again holds up those behind it.",
  key: "In order for each ordering key; events with other keys go their own way.",
};

export function wordsOf(contract: Contract, { schedule, timeoutMs, ordering }: Terms): string[] {
  const { policy } = contract;
  const isAgain = schedule.length > 1;
  return [
    authenticity(contract),
    `An answer is waited for ${sayDuration(timeoutMs / 1000)}. Any 2xx is a success; redirects are not followed.`,
    ORDERING[ordering],
    ...(isAgain && policy.isJittered
      ? ["Delays are stretched a little at random, so that not all come back at once."]
      : []),
    ...(isAgain && policy.honoursRetryAfter ? ["A Retry-After on 429 and 503 is waited for."] : []),
    "After the last attempt a delivery has failed; it stays in the log, and can be sent again by hand.",
  ];
}

function authenticity({ signature: form }: Contract): string {
  switch (form.kind) {
    case "none":
      return "Nothing is signed: a receiver cannot tell who sent it, and has to ask before it acts.";
    case "digest": {
      const time =
        form.timestamp === undefined
          ? ""
          : ` Its time, in ${form.timestamp.header}, may be ${sayDuration(form.timestamp.toleranceSeconds)} off.`;
      return `Signed with the secret (HMAC-${form.algorithm.toUpperCase()}) in ${form.header}.${time}`;
    }
    case "digest-and-standard":
      return `Signed with the secret (HMAC-SHA256) in ${form.digest.header}, and by Standard Webhooks as well when the secret is a whsec_ key.`;
    case "standard":
      return `Signed by Standard Webhooks: id, time and body, in webhook-signature. The time may be ${sayDuration(form.toleranceSeconds)} off.`;
    case "stripe":
      return `Signed with the secret (HMAC-SHA256), time and body, in ${form.header}. The time may be ${sayDuration(form.toleranceSeconds)} old.`;
  }
}
