/** What setting up is told in. */

/** Something that a person enters at the platform, under the name that its field has there. */
export type Entry =
  /** Where the platform is to send. */
  | { readonly name: string; readonly is: "address" }
  /** One of the platform's credentials: what the owner has chosen, and the platform has to know. */
  | { readonly name: string; readonly is: "credential"; readonly credential: string }
  | { readonly name: string; readonly is: "text"; readonly value: string };

export interface SetUpStep {
  /** Where, and what to do there. */
  readonly text: string;
  readonly enter?: readonly Entry[];
}

/** Something that is said of a registration by API, beside its credentials. */
export interface SetUpOption {
  readonly name: string;
  readonly description: string;
  /** `list`: texts. `json`: any value. */
  readonly kind: "text" | "list" | "json";
  readonly isRequired: boolean;
  readonly example: string;
}

export interface SetUp {
  /** What a person does so that the platform sends, in its order. With an API most of it can be left to that. */
  readonly steps: readonly SetUpStep[];
  /** Of `registerWebhook`. */
  readonly options: readonly SetUpOption[];
  /** What the poller can be asked for, by the names of its subjects. */
  readonly subjects: { readonly [name: string]: string };
}

/** For what has nothing else. */
export function bySteps(...steps: readonly SetUpStep[]): SetUp {
  return { steps, options: [], subjects: {} };
}

export function step(text: string, ...enter: readonly Entry[]): SetUpStep {
  return enter.length === 0 ? { text } : { text, enter };
}

export const address = (name: string): Entry => ({ name, is: "address" });
export const credential = (name: string, credential: string): Entry => ({ name, is: "credential", credential });
export const text = (name: string, value: string): Entry => ({ name, is: "text", value });
