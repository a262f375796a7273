import type { SourceState } from "./queries.ts";
import { adviceOn } from "./reasons.ts";

/** How a source stands, in a word and a sentence. `tone` is what it looks like. */
export interface Standing {
  word: "paused" | "failing" | "rejecting" | "receiving" | "asking" | "greeted" | "waiting";
  tone: "good" | "bad" | "idle";
  sentence: string;
}

interface Known {
  active: boolean;
  /** Left out: it was not asked for. */
  state?: SourceState | undefined;
}

/** What is worst comes first. */
export function standingOf({ active, state }: Known): Standing {
  if (!active)
    return { word: "paused", tone: "idle", sentence: "It is switched off: what comes is answered and dropped." };
  if (state === undefined) return { word: "waiting", tone: "idle", sentence: "Nothing is known of it yet." };
  const { poll, registration_error: refusal, last_verdict: verdict, last_reason: reason } = state;
  if (poll !== null && poll.failures > 0) {
    const times = poll.failures === 1 ? "once" : `${poll.failures} times in a row`;
    return {
      word: "failing",
      tone: "bad",
      sentence: `Asking the platform failed ${times}: ${poll.error ?? "no reason was given"}`,
    };
  }
  if (refusal !== null) return { word: "failing", tone: "bad", sentence: `The platform does not renew: ${refusal}` };
  if (verdict === "rejected") return { word: "rejecting", tone: "bad", sentence: rejectedSentence(reason) };
  if (state.last_message_at !== null)
    return { word: "receiving", tone: "good", sentence: "The last message was genuine." };
  if (poll !== null)
    return { word: "asking", tone: "good", sentence: "The platform is asked, and has told of nothing yet." };
  if (state.handshake_at !== null) {
    return {
      word: "greeted",
      tone: "good",
      sentence: "The platform has asked the address and was answered. No message yet.",
    };
  }
  return { word: "waiting", tone: "idle", sentence: "Waiting for the platform's first request." };
}

function rejectedSentence(reason: string | null): string {
  return `The last message was rejected. ${reason === null ? "" : adviceOn(reason)}`.trim();
}
