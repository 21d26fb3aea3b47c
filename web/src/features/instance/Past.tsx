/** What was: in a frame of its own, read only, with the ways to now. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TimeText } from "../../ui/TimeText";
import { Restore } from "./Deeds";
import type { InstanceState, Which } from "./reads";

interface PastProps {
  readonly which: Which;
  readonly state: InstanceState;
  readonly final: boolean;
  /** Whether it is compared with now; undefined where it cannot be. */
  readonly compare: boolean | undefined;
  readonly children: ReactNode;
}

export function Past({ which, state, final, compare, children }: PastProps) {
  const { t } = useTranslation();
  return (
    <div className="past stack">
      <div className="row">
        <span className="past-mark">{t("instance.past", { version: state.version })}</span>
        <TimeText at={state.updated_at} precise />
        {final ? null : <span className="muted">{t("instance.notFinal")}</span>}
        <span className="grow" />
        {compare === undefined ? null : (
          <Link
            from="/db/$db/i/$class/$id"
            to="."
            className="bp6-button"
            search={(search) => ({ ...search, cmp: compare ? undefined : true })}
          >
            {t(compare ? "instance.noCompare" : "instance.compare")}
          </Link>
        )}
        <Restore which={which} state={state} />
      </div>
      {children}
    </div>
  );
}
