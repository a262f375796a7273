import { Frame } from "../frame.tsx";

export function Evaluators() {
  return <Frame title="Evaluators">{null}</Frame>;
}
