import { type FrameProps, SectionPage } from "../../parts/section-page.tsx";
import { SECTIONS } from "./sections.ts";

/** A page of moderation, with the links to its sisters. */
export function Frame(props: FrameProps) {
  return <SectionPage label="Moderation" sections={SECTIONS} {...props} />;
}
