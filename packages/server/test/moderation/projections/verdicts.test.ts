import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Item } from "../../../src/model/item.ts";
import { JOB_ERROR_CODES, type Job } from "../../../src/model/job.ts";
import { RULE_ACTIONS } from "../../../src/model/rule.ts";
import { decideItem } from "../../../src/moderation/decisions/item-state.ts";
import { expireJob, settleJob } from "../../../src/moderation/decisions/job-state.ts";
import { timedOutRuling } from "../../../src/moderation/decisions/rulings.ts";
import { commentModerated } from "../../../src/moderation/projections/moderation-ai.ts";
import { jobStatus } from "../../../src/moderation/projections/omnifence.ts";
import { mediaModerated, mediaStatus } from "../../../src/moderation/projections/pixelpatrol.ts";
import { itemStanding, PIXELPATROL_STATUS } from "../../../src/moderation/projections/standing.ts";
import { AT, decision, item, job, ruling, SITE_ID } from "../items.ts";

/** What each system is told of an item. */
function told(now: Item, run: Job) {
  const { status, is_prohibited } = jobStatus({ job: run, rejectedFor: [], lookedFor: [], findings: [] }, "first");
  return {
    pixelpatrol: mediaStatus(now, run, null).status,
    pixelpatrolReference: PIXELPATROL_STATUS.reference[itemStanding(now, run)],
    omnifence: [status, is_prohibited],
  };
}

function afterRuling(action: Parameters<typeof ruling>[0]) {
  const of = ruling(action);
  const after = decideItem(item(), { id: 4n, jobId: 3n, run: 1, ruling: of, actor: null, apiKey: null, at: AT });
  assert.ok(after.ok);
  const run = settleJob(job(), of, AT);
  const data = commentModerated({
    siteId: SITE_ID,
    item: after.item,
    job: run,
    decision: after.decision,
    findings: [],
  });
  return { ...told(after.item, run), moderationAi: (data.decision as { action: string }).action };
}

test("undecided is pending, and prohibited null", () => {
  assert.deepEqual(told(item(), job({ status: "queued" })), {
    pixelpatrol: "pending",
    pixelpatrolReference: "pending",
    omnifence: ["queued", null],
  });
  assert.deepEqual(told(item(), job()).omnifence, ["processing", null]);
});

test("passed is approved, completed with false, approve", () => {
  assert.deepEqual(afterRuling("approve"), {
    pixelpatrol: "approved",
    pixelpatrolReference: "approved",
    omnifence: ["completed", false],
    moderationAi: "approve",
  });
});

test("in review is flagged or pending_review, still processing, flag", () => {
  assert.deepEqual(afterRuling("flag"), {
    pixelpatrol: "flagged",
    pixelpatrolReference: "pending_review",
    omnifence: ["processing", null],
    moderationAi: "flag",
  });
});

test("hidden is flagged or pending_review with the rule's action, still processing, hide", () => {
  assert.deepEqual(afterRuling("hide"), {
    pixelpatrol: "flagged",
    pixelpatrolReference: "pending_review",
    omnifence: ["processing", null],
    moderationAi: "hide",
  });
  const hidden = item({ status: "flagged", decided: { run: 1, action: "hide", isByPerson: false } });
  const rules = mediaModerated({ siteId: SITE_ID, item: hidden, job: job(), decision: decision("hide"), findings: [] });
  assert.deepEqual(
    (rules.applied_rules as { action: string }[]).map(({ action }) => action),
    ["hide"],
  );
});

test("rejected is rejected, completed with true, remove", () => {
  assert.deepEqual(afterRuling("reject"), {
    pixelpatrol: "rejected",
    pixelpatrolReference: "rejected",
    omnifence: ["completed", true],
    moderationAi: "remove",
  });
});

test("no verdict possible is pending with an error that is seen, failed with null, an AnalysisError", () => {
  const failed = expireJob(job(), null, job().deadline);
  assert.deepEqual(told(item(), failed), {
    pixelpatrol: "pending",
    pixelpatrolReference: "pending",
    omnifence: ["failed", null],
  });
  assert.equal(mediaStatus(item(), failed, null).error_code, "PROVIDER_TIMEOUT");
  const of = timedOutRuling(item().content);
  const { decision: said } = commentModerated({
    siteId: SITE_ID,
    item: item({ status: "flagged" }),
    job: failed,
    decision: { ...decision("flag"), ...of },
    findings: [],
  });
  assert.deepEqual(said, {
    action: "flag",
    reason: "It was not judged in time.",
    rules: [],
    labels: [],
    error: { type: "AnalysisError", code: "timed_out", message: "It was not judged in time." },
  });
});

test("the page on decisions has the same words, and every code of a failed job", () => {
  const page = readFileSync(new URL("../../../../../docs/moderation/decisions.md", import.meta.url), "utf8");
  const rowOf = (name: string) => {
    const line = page.split("\n").find((one) => one.startsWith(`| ${name} |`));
    return line!
      .split("|")
      .slice(2, -1)
      .map((cell) => cell.trim());
  };
  const cells = ({ pixelpatrol, pixelpatrolReference, omnifence: [status, prohibited] }: ReturnType<typeof told>) => {
    return [`\`${pixelpatrol}\``, `\`${pixelpatrolReference}\``, `\`${status}\`, ${prohibited}`];
  };
  assert.deepEqual(rowOf("not decided"), [...cells(told(item(), job())), "nothing is told"]);
  const names = { approve: "passed", flag: "flagged", hide: "hidden", reject: "rejected" } as const;
  for (const action of RULE_ACTIONS) {
    const after = afterRuling(action);
    assert.deepEqual(rowOf(names[action]), [...cells(after), `\`${after.moderationAi}\``]);
  }
  const failed = cells(told(item(), job({ status: "failed" })));
  assert.deepEqual(rowOf("without a verdict").slice(0, 3), failed);
  for (const code of JOB_ERROR_CODES) assert.ok(page.includes(`| \`${code}\` |`), code);
});
