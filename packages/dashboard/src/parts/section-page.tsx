import type { ReactNode } from "react";
import { PageTitle } from "./page-title.tsx";
import { type Section, SectionLinks } from "./section-links.tsx";

/** What a page says of itself, and has. */
export interface FrameProps {
  title: string;
  text?: ReactNode;
  /** At the right of the title: what can be done. */
  actions?: ReactNode;
  children: ReactNode;
}

interface SectionPageProps extends FrameProps {
  /** What the links are called together. */
  label: string;
  sections: readonly Section[];
}

/** A page among sisters, with the links to them. */
export function SectionPage({ label, sections, title, text, actions, children }: SectionPageProps) {
  return (
    <>
      <SectionLinks label={label} sections={sections} />
      <PageTitle title={title} text={text}>
        {actions}
      </PageTitle>
      {children}
    </>
  );
}
