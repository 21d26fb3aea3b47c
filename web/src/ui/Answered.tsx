/** The four states of whatever is read: loading, empty, wrong, stale. */
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { TroubleNote } from "./Trouble";

interface Parts<Data> {
  readonly of: Pick<
    UseQueryResult<Data>,
    "data" | "error" | "isPending" | "isPlaceholderData" | "refetch" | "isFetching"
  >;
  readonly isEmpty?: (data: Data) => boolean;
  /** What this is, and what to do next. */
  readonly empty?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

export function Answered<Data>({ of, isEmpty, empty, children }: Parts<Data>) {
  const again = () => void of.refetch();
  if (of.data === undefined) {
    return of.error ? <TroubleNote error={of.error} retry={again} /> : <Skeleton />;
  }
  const old = of.isPlaceholderData || of.error !== null;
  // One shape whatever the state: what is open inside stays open when a later reading fails.
  return (
    <>
      {of.error ? <TroubleNote error={of.error} retry={again} /> : null}
      <div className={old ? "stale" : undefined} aria-busy={of.isPlaceholderData || undefined}>
        {isEmpty?.(of.data) ? empty : children(of.data)}
      </div>
    </>
  );
}

const UNNOTICED = 150;

/** Grey lines, shown only to who has to wait. */
export function Skeleton({ lines = 4 }: { readonly lines?: number }) {
  const { t } = useTranslation();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), UNNOTICED);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-busy="true" className="skeletons">
      <span className="only-spoken" role="status">
        {t("state.loading")}
      </span>
      {late ? Array.from({ length: lines }, (_, index) => <div key={index} className="bp6-skeleton skeleton" />) : null}
    </div>
  );
}

interface Nothing {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Nothing here: what would be, and the next step. */
export function Empty({ title, children, action }: Nothing) {
  return (
    <div className="empty">
      <h2 className="bp6-heading">{title}</h2>
      {children ? <p className="muted">{children}</p> : null}
      {action}
    </div>
  );
}
