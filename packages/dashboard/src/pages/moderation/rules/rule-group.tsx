import { Frame } from "../frame.tsx";

export function RuleGroupPage() {
  return <Frame title="RuleGroup">{null}</Frame>;
}
