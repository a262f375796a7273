import { Frame } from "../frame.tsx";

export function Figures() {
  return <Frame title="Figures">{null}</Frame>;
}
