import type { Contract, DigestForm, SignatureForm } from "@tabellary/contracts";
import { signedPieces, timeRuleOf } from "./digest.ts";
import { shellQuoted } from "./literal.ts";
import { lines, program } from "./program.ts";
import { SAMPLE_EVENT, sampleHeaders } from "./sample.ts";
import { PORT, type Snippet, type SnippetInput } from "./snippet.ts";

/** A script that sends a receiver one event, signed as the hub would sign it; each run is an event of its own. */
export function curlSnippet({ contract, url }: SnippetInput): Snippet {
  const form = contract.signature;
  return {
    language: "curl",
    file: "send.sh",
    run: form.kind === "none" ? "bash send.sh" : "WEBHOOK_SECRET='…' bash send.sh",
    code: program(
      "#!/usr/bin/env bash\nset -euo pipefail",
      settings(form, url),
      content(contract),
      ...signing(form),
      sending(contract),
    ),
  };
}

function settings(form: SignatureForm, url: string): string {
  const { pathname, search } = URL.parse(url) ?? { pathname: "/", search: "" };
  return lines(
    form.kind !== "none" && `: "\${WEBHOOK_SECRET:?Set it to the secret of the webhook.}"`,
    "# Another address: bash send.sh https://example.com/webhook",
    `RECEIVER=${shellQuoted(`http://127.0.0.1:${PORT}${pathname}${search}`)}`,
    `URL="\${1:-$RECEIVER}"`,
  );
}

function content(contract: Contract): string {
  const body = contract.envelope(SAMPLE_EVENT);
  const rule = timeRuleOf(contract.signature);
  return lines(
    'ID="evt_$(date +%s)"',
    usesDelivery(contract) && 'DELIVERY="del_$(date +%s)"',
    rule && `TIMESTAMP="$(date +%s)${rule.unit === "ms" ? "000" : ""}"`,
    `BODY=${withIds(body)}`,
  );
}

function usesDelivery(contract: Contract): boolean {
  return JSON.stringify([contract.envelope(SAMPLE_EVENT), sampleHeaders(contract)]).includes(SAMPLE_EVENT.deliveryId);
}

/** The sample's ids give way to those of the run. */
function withIds(text: string): string {
  return shellQuoted(text).replaceAll(SAMPLE_EVENT.id, `'"$ID"'`).replaceAll(SAMPLE_EVENT.deliveryId, `'"$DELIVERY"'`);
}

function signing(form: SignatureForm): (string | undefined)[] {
  switch (form.kind) {
    case "none":
      return [];
    case "digest":
      return [digest(form)];
    case "standard":
      return [`SIGNATURE=()\n${standard()}`];
    case "digest-and-standard":
      return [
        digest(form.digest),
        `# Standard Webhooks as well, when the secret is a key of theirs.\nif [[ "$WEBHOOK_SECRET" == whsec_* ]]; then\n${standard().replaceAll(/^/gm, "  ")}\nfi`,
      ];
    case "stripe":
      return [
        lines(
          `DIGEST="$(printf '%s.%s' "$TIMESTAMP" "$BODY" | openssl dgst -sha256 -hmac "$WEBHOOK_SECRET" -hex | sed 's/^.* //')"`,
          `SIGNATURE=(-H "${form.header}: t=$TIMESTAMP,v1=$DIGEST")`,
        ),
      ];
  }
}

function digest(form: DigestForm): string {
  const { algorithm, encoding, header, prefix, timestamp } = form;
  const words = { literal: shellQuoted, id: '"$ID"', timestamp: '"$TIMESTAMP"', body: '"$BODY"' };
  const pieces = signedPieces(form, words);
  const encode = encoding === "hex" ? "-hex | sed 's/^.* //'" : "-binary | openssl base64 -A";
  const openssl = `openssl dgst -${algorithm} -hmac "$WEBHOOK_SECRET" ${encode}`;
  return lines(
    `DIGEST="$(printf '${"%s".repeat(pieces.length)}' ${pieces.join(" ")} | ${openssl})"`,
    `SIGNATURE=(-H ${shellQuoted(`${header}: ${prefix}`)}"$DIGEST")`,
    timestamp && `SIGNATURE+=(-H ${shellQuoted(`${timestamp.header}: `)}"$TIMESTAMP")`,
  );
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function standard(): string {
  return lines(
    "# What follows whsec_ is the key, in base64.",
    `KEY="$(printf '%s' "\${WEBHOOK_SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')"`,
    `DIGEST="$(printf '%s.%s.%s' "$ID" "$TIMESTAMP" "$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | openssl base64 -A)"`,
    'SIGNATURE+=(-H "webhook-id: $ID" -H "webhook-timestamp: $TIMESTAMP" -H "webhook-signature: v1,$DIGEST")',
  );
}

function sending(contract: Contract): string {
  const ours = new Set(contract.signatureHeaders);
  const form = contract.signature;
  if (form.kind === "digest" && form.timestamp !== undefined) ours.add(form.timestamp.header);
  if (form.kind.endsWith("standard")) for (const name of ["webhook-id", "webhook-timestamp"]) ours.add(name);
  const headers = Object.entries(sampleHeaders(contract)).filter(([name]) => !ours.has(name));
  return lines(
    'curl -sS -i "$URL" \\',
    "  -H 'Content-Type: application/json' \\",
    ...headers.map(([name, value]) => `  -H ${withIds(`${name}: ${value}`)} \\`),
    form.kind !== "none" && `  "\${SIGNATURE[@]}" \\`,
    '  --data-binary "$BODY"',
  );
}
