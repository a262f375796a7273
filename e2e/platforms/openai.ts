/**
 * OpenAI's moderation endpoint (https://platform.openai.com/docs/api-reference/moderations) and its errors
 * (https://platform.openai.com/docs/guides/error-codes).
 */
import { type Asked, bearerOf, type Platform, type Told, Troubles } from "./platform.ts";

/** Each answer has all of them. */
const CATEGORIES = [
  ...["harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent"],
  ...["self-harm", "self-harm/instructions", "self-harm/intent", "sexual", "sexual/minors", "violence"],
  "violence/graphic",
];

export class OpenAi implements Platform {
  readonly hosts = ["api.openai.com"];
  readonly apiKey = "sk-of-the-site";
  readonly troubles = new Troubles();
  /** Texts in which it sees violence, by a word that they hold. */
  readonly violent = "stab";
  asked = 0;

  answer(asked: Asked): Told {
    this.asked += 1;
    const trouble = this.troubles.take();
    if (trouble !== undefined) return trouble;
    if (bearerOf(asked) !== this.apiKey) return error(401, "Incorrect API key provided.", "invalid_api_key");
    if (asked.path !== "/v1/moderations") return error(404, "Invalid URL", "invalid_url");
    const { input, model } = JSON.parse(asked.body);
    const score = String(input[0].text ?? "").includes(this.violent) ? 0.97 : 0.0002;
    return { json: this.#result(model, score) };
  }

  #result(model: string, violence: number): object {
    const by = <T>(value: (name: string) => T) => Object.fromEntries(CATEGORIES.map((name) => [name, value(name)]));
    const scoreOf = (name: string) => (name === "violence" ? violence : 0.0001);
    const result = {
      flagged: violence > 0.5,
      categories: by((name) => scoreOf(name) > 0.5),
      category_scores: by(scoreOf),
      category_applied_input_types: by(() => ["text"]),
    };
    return { id: "modr-1", model, results: [result] };
  }
}

/** As every error of the API is written. */
export function error(status: number, message: string, code: string, headers: Record<string, string> = {}): Told {
  return { status, headers, json: { error: { message, type: "invalid_request_error", param: null, code } } };
}
