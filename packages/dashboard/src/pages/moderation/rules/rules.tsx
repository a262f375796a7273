import { Frame } from "../frame.tsx";

export function Rules() {
  return <Frame title="Rules">{null}</Frame>;
}
