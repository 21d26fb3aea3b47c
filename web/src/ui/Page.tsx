/** A page: one heading, which takes the focus when one has come here, and what can be done. */
import { useMatch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";

interface Parts {
  readonly title: string;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  /** As high as the window: what is inside scrolls by itself. */
  readonly full?: boolean;
  readonly children: ReactNode;
}

/** The path whose heading took the focus last; none before the first, where the browser has put it where it belongs. */
let shown: string | null = null;
/** A heading that had the focus has gone: the next one of the same page takes it over. */
let handed = false;

export function Page({ title, note, actions, full = false, children }: Parts) {
  const heading = useRef<HTMLHeadingElement>(null);
  const path = useMatch({ strict: false, select: ({ pathname }) => pathname });
  useEffect(() => {
    document.title = `${title} · Spice Harvester`;
  }, [title]);
  useLayoutEffect(() => {
    const own = heading.current;
    return () => {
      handed = own !== null && document.activeElement === own;
    };
  }, []);
  // A title that comes late, or in another language, is no other page.
  useEffect(() => {
    if (shown !== null && (shown !== path || handed)) heading.current?.focus();
    shown = path;
    handed = false;
  }, [path]);
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
