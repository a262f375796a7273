import type { Shape } from "../../../api/client.ts";

export type Kind = Shape<"Moderation">["evaluators"][number]["kind"];

export interface Option {
  /** Of the API. */
  name: string;
  label: string;
  description?: string;
  type: "text" | "number" | "switch" | "parts" | "lists" | "pictures" | "secret" | "headers";
  placeholder?: string;
}

/** What can judge, and what it is good for. */
export const KINDS: readonly { kind: Kind; label: string; text: string }[] = [
  { kind: "terms", label: "Lists of words", text: "Texts. Finds words however they are spelled, and patterns." },
  { kind: "openai", label: "OpenAI", text: "Texts and pictures. Takes an API key of OpenAI." },
  { kind: "rekognition", label: "Amazon Rekognition", text: "Pictures. Takes credentials of AWS." },
  { kind: "http", label: "Your own classifier", text: "Whatever it can judge. It is asked over HTTP, signed." },
  { kind: "image-hash", label: "Lists of pictures", text: "Pictures that are like one on a list." },
];

const LIMITS: readonly Option[] = [
  { name: "timeout_ms", label: "Time limit of an attempt (ms)", type: "number", placeholder: "10000" },
  { name: "concurrency", label: "Items at once", type: "number", placeholder: "8" },
];

/** What each kind takes, in the order in which it is shown (docs/moderation/README.md). */
export const OPTIONS: Readonly<Record<Kind, readonly Option[]>> = {
  terms: [
    { name: "english", label: "Starter list of English", description: "Slurs and coarse words.", type: "switch" },
    { name: "lists", label: "Lists", type: "lists" },
    ...LIMITS,
  ],
  openai: [
    { name: "api_key", label: "API key", type: "secret", placeholder: "sk-…" },
    { name: "model", label: "Model", type: "text", placeholder: "omni-moderation-latest" },
    { name: "base_url", label: "Base URL", type: "text", placeholder: "https://api.openai.com/v1" },
    ...LIMITS,
  ],
  rekognition: [
    { name: "region", label: "Region", type: "text", placeholder: "eu-west-1" },
    { name: "access_key_id", label: "Access key id", type: "secret", placeholder: "AKIA…" },
    { name: "secret_access_key", label: "Secret access key", type: "secret" },
    { name: "session_token", label: "Session token", description: "Of temporary credentials.", type: "secret" },
    { name: "endpoint", label: "Endpoint", type: "text" },
    ...LIMITS,
  ],
  http: [
    { name: "url", label: "URL", type: "text", placeholder: "https://classifier.example/judge" },
    { name: "judges", label: "It judges", type: "parts" },
    { name: "secret", label: "Secret", description: "Signs what it is asked.", type: "secret", placeholder: "whsec_…" },
    {
      name: "headers",
      label: "Headers",
      description: "One a line. They replace those that are entered.",
      type: "headers",
      placeholder: "authorization: Bearer …",
    },
    ...LIMITS,
  ],
  "image-hash": [
    {
      name: "images",
      label: "Pictures",
      description: "One a line: hash (16 hexadecimal digits), label, severity, and what you call it.",
      type: "pictures",
      placeholder: "c3d4e5f60718293a banned high the flyer",
    },
    {
      name: "distance_max",
      label: "Bits that may differ",
      description: "Of 64; 8 where none is given, 16 at most.",
      type: "number",
      placeholder: "8",
    },
    ...LIMITS,
  ],
};

export function kindLabel(kind: Kind): string {
  return KINDS.find((one) => one.kind === kind)?.label ?? kind;
}
