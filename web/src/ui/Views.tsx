/** The parts of a page, of which one is looked at; which one is in the address. */
import type { ReactNode } from "react";

/** What makes a link one of these. */
export interface ViewLink {
  readonly className: string;
  readonly "aria-current": "page" | undefined;
  readonly children: ReactNode;
}

interface Parts<View extends string> {
  readonly label: string;
  readonly views: readonly View[];
  readonly chosen: View;
  readonly named: (view: View) => string;
  /** The page's own link, since it knows its address. */
  readonly link: (view: View, parts: ViewLink) => ReactNode;
}

export function Views<View extends string>({ label, views, chosen, named, link }: Parts<View>) {
  return (
    <nav aria-label={label} className="views">
      <ul className="plain row">
        {views.map((each) => (
          <li key={each}>
            {link(each, {
              className: each === chosen ? "bp6-button bp6-active" : "bp6-button bp6-minimal",
              "aria-current": each === chosen ? "page" : undefined,
              children: named(each),
            })}
          </li>
        ))}
      </ul>
    </nav>
  );
}
