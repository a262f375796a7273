import assert from "node:assert/strict";
import { test } from "node:test";
import { htmlToText } from "../../src/platforms/html-text.ts";

for (const [what, html, text] of [
  ["paragraphs and breaks are lines", "<p>a<br />b</p><p>c</p>", "a\nb\nc"],
  ["entities are their characters, once", "&lt;b&gt; &amp;amp; &#39;&#x1F600;&nbsp;&eacute;", "<b> &amp; '😀 &eacute;"],
  ["what is no character stays", "&#0; &#1114112; &#xffffff;", "&#0; &#1114112; &#xffffff;"],
  ["text without tags stays", "1 < 2 and 3 > 2", "1 < 2 and 3 > 2"],
] as const) {
  test(`of HTML, ${what}`, () => assert.equal(htmlToText(html), text));
}

test("a million opening brackets take no longer than they are long", () => {
  const started = process.cpuUsage().user;
  assert.equal(htmlToText("<".repeat(1_000_000)).length, 1_000_000);
  assert.ok(process.cpuUsage().user - started < 2_000_000);
});
