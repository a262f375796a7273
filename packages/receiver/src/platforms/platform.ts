/**
 * What a platform is to the receiver: facts, and small pure functions over one request. A platform is one folder and
 * one line in `registry.ts`; what it does not declare, it cannot do. README.md, "Adding a platform", shows one.
 */
import type { HeadersLike, Verification } from "@tabellary/contracts";
import type { Answer } from "../answer.ts";
import type { EventDataByType, EventType } from "../event.ts";
import type { JsonObject } from "../json/fields.ts";
import type { Refusal } from "../refusal.ts";

/** One request, as every step of a platform gets it. */
export interface Incoming {
  /** In capitals. */
  readonly method: string;
  /** As it came, without the `?`: some platforms sign it. */
  readonly query: string;
  readonly headers: HeadersLike;
  /** The bytes as they came. */
  readonly body: string | Uint8Array;
  readonly nowMs: number;
  readonly credentials: Credentials;
  /** How far a timestamp may be off. Undefined: the platform's own default. Null: any. */
  readonly toleranceSeconds?: number | null | undefined;
  /** For the few who need to ask: public keys. */
  readonly fetch: FetchLike;
}

export type FetchLike = (url: string, init?: RequestInit) => Promise<Response>;

/** By the platform's own names. A list holds every value that is valid now; each is tried. */
export type Credentials = { readonly [name: string]: readonly string[] };

/** Something that the owner tells us about the platform. The first that a platform lists is the one that signs. */
export interface CredentialField {
  readonly name: string;
  /** A sentence: what it is and where to find it. */
  readonly description: string;
  readonly isRequired: boolean;
  /** False for what may be known to others: a public key, an address. */
  readonly isSecret: boolean;
  /** The platform makes it and shows it in its portal: there is nobody to tell it to. */
  readonly isTheirs?: true;
}

/**
 * `isUnsigned`: nothing was proven, and the owner has said that it may pass all the same. `isRelayed`: a relay of the
 * owner's has signed the body, and no header.
 */
export type Verdict = (Verification & { isUnsigned?: true; isRelayed?: true }) | Refusal;

/** What is proven of a request that passed. `id` and `timestampMs` are what its verification has read. */
export type Proof = Extract<Verdict, { ok: true }>;

/** A message on its way to its events. */
export interface Verified {
  readonly headers: HeadersLike;
  /** Undefined: its caller has verified it in a way that is not known here, so headers are taken as they are. */
  readonly proof?: Proof | undefined;
}

/** How the platform takes our answers. */
export interface AnswerRule {
  /** How long it waits. Null: not published. */
  readonly deadlineMs: number | null;
  /** What it counts as taken. */
  readonly success: "2xx" | readonly number[];
  /** What becomes of a request that fails: a sentence. */
  readonly retries: string;
  /** What is answered to a message that was taken. Left out: 200 `{"status":"ok"}`. */
  readonly taken?: Answer;
}

/** What an event is, and what it tells by that. */
export type Content =
  | { readonly [Type in EventType]: ContentOf<Type, EventDataByType[Type]> }[EventType]
  | ContentOf<`${string}.${string}`, JsonObject>;

export interface ContentOf<Type extends string, Data> {
  readonly type: Type;
  readonly data: Data;
}

/**
 * An event before it has an id.
 *
 * `key` is what makes it one and the same whenever it comes again: `[the platform's id]` when it sends one, else the
 * parts that no two events share, such as kind, id, version. Never a time of sending. Two events of one request
 * differ in it. Empty: the whole body is the key.
 */
export type Draft = Content & Circumstances;

/** Out of an envelope of our own, which names the platform, and the type by whatever its sender calls it. */
export type NamedDraft = (Content | ContentOf<string, JsonObject>) & Circumstances & { readonly platform: string };

export interface Circumstances {
  readonly key: readonly string[];
  /** ISO 8601 in UTC, or null. */
  readonly timestamp: string | null;
  /** The piece of the payload that it was made of. */
  readonly native: unknown;
}

export interface Platform {
  /** What `getPlatform` and the path `/webhook/{name}` know it by. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly title: string;
  /** `unconfirmed`: something that the code relies on was not read in the platform's own text. `facts` says what. */
  readonly status: "confirmed" | "unconfirmed";
  readonly facts: {
    /** Where the wire format comes from. */
    readonly sources: readonly string[];
    /** Each a sentence. */
    readonly unconfirmed: readonly string[];
  };
  readonly credentials: readonly CredentialField[];
  readonly answer: AnswerRule;

  /**
   * Its handshake answers with a signature of what a stranger chooses. So its secret must be nobody else's: the one that
   * a handler shares among platforms is not for it.
   */
  readonly signsChallenges?: true;
  /** Answers a request that proves our address to the platform and carries no event. Undefined: it is none. Never throws. */
  handshake?(incoming: Incoming): Greeting | Refusal | undefined;
  /** Whether the request is genuine. Fails closed. Never throws, and a promise never rejects, whatever it is given. */
  verify(incoming: Incoming): Verdict | Promise<Verdict>;
  /**
   * What was proven of a request that `verify` has passed before, with secrets that may be gone. Left out: what it tells
   * does not go by that.
   */
  proofOf?(incoming: Pick<Incoming, "headers">): Proof;
  /** The body as a value, or undefined when it is none of the platform's. Left out: exact JSON. */
  parse?(incoming: Incoming): { readonly value: unknown } | undefined;
  /** An answer that a verified message asks for by itself, such as a challenge inside the body. It then makes no events. */
  reply?(payload: unknown, incoming: Incoming): Answer | undefined;
  /** Which unified types its messages may become. */
  readonly unified: readonly EventType[];
  /** The events of a verified message, in the order of the payload. What has no unified type is `<name>.<its name>`. */
  normalise(payload: unknown, verified: Verified): readonly (Draft | NamedDraft)[];

  readonly poll?: Poller;
  readonly register?: Registrar;
  readonly redeliver?: Redeliverer;
  readonly act?: Actor;
}

/** A handshake that was answered. */
export interface Greeting {
  readonly answer: Answer;
  /** What the platform has agreed to by it: whoever renews has to know. */
  readonly subscription?: Subscription;
}

export interface Subscription {
  readonly topic: string;
  /** `denied`: the platform will send nothing, or nothing more. */
  readonly state: "active" | "ended" | "denied";
  /** When it ends unless it is renewed, in milliseconds since 1970. Null: it does not, or it has. */
  readonly endsAtMs: number | null;
  /** Why, when it was denied and the platform said so. */
  readonly reason?: string;
}

/** For what a platform does not push. */
export interface Poller {
  /** What to ask for, by name, such as `videoId`. */
  readonly subjects: readonly string[];
  /** How often it is polite to ask. */
  readonly intervalMs: number;
  /** What it needs, beside what receiving and acting need. */
  readonly credentials?: readonly CredentialField[];
  poll(input: PollInput): Promise<Polled>;
  /** One item once more, as `draft.native` had it. Undefined: it tells of nothing, or is none of the platform's. */
  read(item: unknown, told: PolledItem): Draft | undefined;
}

/** What is known of an item beside itself. */
export interface PolledItem {
  readonly subject: { readonly [name: string]: string };
  /** Whether it was new when it was found, or an edit. */
  readonly change: "created" | "updated";
}

export interface PollInput {
  readonly subject: { readonly [name: string]: string };
  readonly credentials: Credentials;
  readonly fetch: FetchLike;
  readonly nowMs: number;
  /** What the last poll gave back. Null: the first. */
  readonly cursor: string | null;
}

export type Polled =
  | { readonly ok: true; readonly drafts: readonly Draft[]; readonly cursor: string | null }
  | { readonly ok: false; readonly message: string; readonly retryAfterMs: number | null };

/** A platform's own subscriptions. */
export interface Registration {
  readonly id: string;
  readonly url: string;
  /** Null: the platform does not say. */
  readonly isActive: boolean | null;
  /** When it ends unless renewed, ISO 8601. Null: it does not end. */
  readonly expiresAt: string | null;
  /** The secret that signs, where the platform makes it: shown when it is made, and by some never again. */
  readonly secret?: string;
}

export interface RegistrarInput {
  readonly credentials: Credentials;
  readonly fetch: FetchLike;
  readonly nowMs: number;
}

/** Failures are thrown as `RegistrationError`, which has a stable `code`. */
export type Registrar =
  /** There is no API for it. `portal` says where a person does it, with the address. */
  | { readonly kind: "portal"; readonly portal: string }
  | {
      readonly kind: "api";
      /** What it needs, beside what receiving needs. */
      readonly credentials?: readonly CredentialField[];
      /** The platform makes the secret that signs, and `register` gives it: there is none before. */
      readonly makesSecret?: true;
      /** What receiving has to know before the platform asks the address: credentials to add, by their names. */
      expects?(options: JsonObject): Credentials;
      /**
       * A credential that is any text, and that the platform shows when it asks the address: nobody else can ask then. Whoever
       * registers may make one up where there is none.
       */
      readonly shows?: string;
      register(input: RegistrarInput & { readonly url: string; readonly options: JsonObject }): Promise<Registration>;
      list(input: RegistrarInput): Promise<readonly Registration[]>;
      delete(input: RegistrarInput & { readonly id: string }): Promise<void>;
    };

/** One attempt of a platform's to deliver something to a webhook. */
export interface Attempted {
  /** By what it is asked for once more. */
  readonly id: string;
  /** The same for all attempts of one delivery. */
  readonly deliveryId: string;
  readonly atMs: number;
  readonly isTaken: boolean;
}

/** For platforms that send once, and once more when they are asked. Failures are thrown as `RegistrationError`. */
export interface Redeliverer {
  /** What it needs, beside what receiving needs. */
  readonly credentials: readonly CredentialField[];
  /** How long a delivery can be asked for. */
  readonly keptMs: number;
  /** The attempts since then, newest first. `isWhole` is false when there are more than are read at once. */
  list(
    input: RegistrarInput & { readonly webhookId: string; readonly sinceMs: number },
  ): Promise<{ readonly attempts: readonly Attempted[]; readonly isWhole: boolean }>;
  redeliver(input: RegistrarInput & { readonly webhookId: string; readonly attemptId: string }): Promise<void>;
}

/** What can be decided of a comment. `flag` is for people and changes nothing on a platform that has no such thing. */
export type ModerationDecision = "approve" | "flag" | "hide" | "remove";

/** What a platform has said, with an answer, of how often it may still be asked. */
export interface Allowance {
  /** Calls that are left in the present period. 0: it wants to be left alone until the period ends. */
  readonly remaining: number;
  /** How long the period still has to run. */
  readonly renewsInMs: number;
}

/** How a decision was carried out. `allowance` is there where the platform says such a thing. */
export type Enforcement =
  | { readonly outcome: "applied"; readonly allowance?: Allowance }
  /** The platform has no call for it. A sentence says what it has. */
  | { readonly outcome: "unsupported"; readonly message: string }
  | {
      readonly outcome: "failed";
      readonly message: string;
      /** The answer's status; null when there was none. */
      readonly status: number | null;
      /** When the platform said when to come again. */
      readonly retryAfterMs: number | null;
      /** There was nothing wrong with the call but that there were too many, in whatever words the platform has for it. */
      readonly isTooOften?: true;
      readonly allowance?: Allowance;
    };

export interface Actor {
  /** What it needs to act, beside what it needs to receive. */
  readonly credentials: readonly CredentialField[];
  /** What the platform allows, as a sentence. */
  readonly rateLimit: string;
  /** Never rejects: what goes wrong is `failed`. */
  moderateComment(input: ActInput): Promise<Enforcement>;
}

export interface ActInput {
  readonly id: string;
  /** What the comment is on. Few platforms need it beside the comment's id. */
  readonly postId?: string | undefined;
  readonly action: ModerationDecision;
  readonly credentials: Credentials;
  readonly fetch: FetchLike;
  readonly nowMs: number;
}
