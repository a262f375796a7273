import assert from "node:assert/strict";
import { test } from "node:test";
import { namedIn, withoutUnused } from "../unused-styles.ts";

const named = namedIn('{root:"m_aaa1",label:"m_bbb2"}');
const left = (css: string) => withoutUnused(css, named);

test("rules of components that no script names are left out, of several selectors those alone", () => {
  assert.equal(left(".m_aaa1{a:b}.m_ccc3{a:b}"), ".m_aaa1{a:b}");
  assert.equal(left(".m_aaa1 .m_ccc3{a:b}.m_aaa1,.m_ccc3{a:b}"), ".m_aaa1{a:b}");
  assert.equal(left("@media print{.m_ccc3{a:b}}"), "");
});

test("whatever a selector asks for of a component that is named, it stays", () => {
  const rules = [
    ".m_aaa1:where(:not([data-opposite])):where([data-align='left']){a:b}",
    ".m_aaa1:where(:hover,:focus-visible){a:b}",
    ".m_bbb2:where(.m_ccc3,.m_aaa1){a:b}",
    ":where([data-mantine-color-scheme='dark']) .m_bbb2::before{a:b}",
    "@keyframes m_ccc3{0%{a:b}}",
    ":root{--a:b}",
    ".mantine-active:active{a:b}",
  ];
  for (const rule of rules) assert.equal(left(rule), rule);
});
