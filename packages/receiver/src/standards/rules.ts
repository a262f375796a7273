/**
 * The rules that texts are judged by where no other judge is configured: few, plain, English, and no more than a first
 * sieve. Each reads the text in small letters, with look-alikes of letters and invisible characters undone. None takes
 * longer than the text is long.
 */

export type Severity = "low" | "medium" | "high" | "critical";

export interface StandardsRule {
  name: string;
  standard: "safety" | "spam" | "policy" | "quality";
  severity: Severity;
  /** What in the text breaks the rule; undefined when nothing does. `text` as it was written, `plain` as above. */
  find(text: string, plain: string): string | undefined;
}

const THREATS =
  /\b(?:kill your ?self|kys|(?:i will|i'll|i am going to|i'm going to) (?:kill|find|hurt|stab|shoot) you)\b/;
const HATE = /\b(?:(?:gas|exterminate|lynch) (?:all )?(?:the )?(?:jews|muslims|blacks|gays|immigrants))\b/;
const INSULTS = /\b(?:idiots?|morons?|retards?|scumbags?|assholes?|worthless trash|piece of shit)\b/;
const OFFERS =
  /\b(?:click here|buy now|free money|work from home|limited[- ]time offer|100% free|double your (?:money|bitcoin)|dm me to earn|check out my (?:channel|profile|page))\b/;
const SHORTENERS = /\b(?:bit\.ly|tinyurl\.com|t\.ly|cutt\.ly|goo\.gl|is\.gd|rb\.gy)\/\w/;
const LINK = /\bhttps?:\/\/[^\s]/g;
const EMAIL = /\b[a-z0-9._+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}\b/;
const PHONE = /(?:\+|\b00)[1-9]\d{0,2}[ -]?(?:\d[ -]?){6,11}\d\b/;
const REPEATED = /(.)\1{11}/su;

const LINKS_MAX = 2;
const SHOUTED_LETTERS_MIN = 24;

export const standardsRules: readonly StandardsRule[] = [
  matching("threat", "safety", "critical", THREATS),
  matching("hate", "safety", "critical", HATE),
  matching("insult", "safety", "medium", INSULTS),
  matching("offer", "spam", "medium", OFFERS),
  matching("shortened_link", "spam", "low", SHORTENERS),
  {
    name: "many_links",
    standard: "spam",
    severity: "medium",
    find(_, plain) {
      const count = plain.match(LINK)?.length ?? 0;
      return count > LINKS_MAX ? `${count} links` : undefined;
    },
  },
  matching("email_address", "policy", "medium", EMAIL),
  matching("phone_number", "policy", "medium", PHONE),
  {
    name: "shouting",
    standard: "quality",
    severity: "low",
    find(text) {
      const letters = text.replace(/[^\p{Lu}\p{Ll}]/gu, "");
      const capitals = letters.replace(/\p{Ll}/gu, "");
      const isShouted = letters.length >= SHOUTED_LETTERS_MIN && capitals.length > 0.8 * letters.length;
      return isShouted ? "capital letters" : undefined;
    },
  },
  matching("repetition", "quality", "low", REPEATED),
];

function matching(
  name: string,
  standard: StandardsRule["standard"],
  severity: Severity,
  pattern: RegExp,
): StandardsRule {
  return { name, standard, severity, find: (_, plain) => pattern.exec(plain)?.[0] };
}

/** Characters that are not seen, and would part a word. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g;

export function plainOf(text: string): string {
  return text.normalize("NFKC").replace(INVISIBLE, "").replace(/\s+/g, " ").replaceAll("’", "'").toLowerCase();
}
