/** A page: one heading, which takes the focus when one has come here, and what can be done. */
import { type ReactNode, useEffect, useRef } from "react";

interface Parts {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  /** As high as the window: what is inside scrolls by itself. */
  readonly full?: boolean;
  readonly children: ReactNode;
}

let first = true;

export function Page({ title, note, actions, full = false, children }: Parts) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Spice Harvester`;
    // The browser has put the focus where it belongs when the page was loaded.
    if (!first) heading.current?.focus();
    first = false;
  }, [title]);
  return (
    <div className={full ? "page full" : "page"}>
      <header className="page-head">
        <div className="grow">
          <h1 ref={heading} tabIndex={-1} className="bp6-heading">
            {title}
          </h1>
          {note ? <div className="muted">{note}</div> : null}
        </div>
        {actions ? <div className="actions">{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}
