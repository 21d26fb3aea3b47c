/** How a pull request stands: what was done with it, or what a merge of it still needs. */
import { Callout } from "@blueprintjs/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { usePerson } from "../../ui/Person";
import { TimeText } from "../../ui/TimeText";
import { keptFor } from "./answering";
import { Merge } from "./Merge";

interface OfPull {
  readonly db: string;
  readonly told: Schemas["PullDetail"];
}

/** Checks that fail until somebody answers. */
const ANSWERED: ReadonlySet<string> = new Set(["conflicts", "ontology"]);

/** Whether it can be merged, and what is in the way: as the platform says, never as the page thinks. */
export function Standing({ db, told }: OfPull) {
  const { t } = useTranslation();
  const ender = usePerson(told.ended_by);
  if (told.state !== "open") {
    return (
      <Callout intent={told.state === "merged" ? "success" : "none"} compact>
        <span className="row">
          {t(told.state === "merged" ? "pull.wasMerged" : "pull.wasClosed", { actor: ender || "?" })}
          <TimeText at={told.ended_at} />
          {told.commit ? (
            <Link to="/db/$db/commits/$commit" params={{ db, commit: told.commit }}>
              {told.commit.slice(0, 10)}
            </Link>
          ) : null}
          {told.ended_because ? <span className="muted">{told.ended_because}</span> : null}
        </span>
      </Callout>
    );
  }
  return (
    <section className="card stack" aria-label={t("pull.checks")}>
      <div className="row">
        <strong>{t(told.mergeable ? "pull.mergeable" : "pull.notMergeable")}</strong>
        <span className="muted">
          {t("pull.aheadBehind", { ahead: told.ahead, behind: told.behind })} ·{" "}
          {t("pull.approvedOf", { count: told.approvals, needed: told.required_reviews })}
        </span>
      </div>
      <ul className="plain">
        {told.checks.map((check) => (
          <li key={check.name}>
            <span className={check.passed ? "after" : "problem"}>
              <span aria-hidden="true">{check.passed ? "✓" : "✗"}</span> {t(`pull.check.${check.name}`)}{" "}
              <span className="only-spoken">{t(check.passed ? "pull.passed" : "pull.failed")}</span>
            </span>
            {check.errors.map((error, index) => (
              <div key={index} className="muted">
                {error.message}
              </div>
            ))}
          </li>
        ))}
      </ul>
      {told.resolutions.length > 0 || told.checks.some(({ name, passed }) => !passed && ANSWERED.has(name)) ? (
        <Link from="/db/$db/pulls/$number" to="." search={{ tab: "conflicts" }}>
          {t("pull.answer")}
        </Link>
      ) : null}
      {/* With answers it stands beside them. */}
      {told.mergeable && told.resolutions.length === 0 ? (
        <Merge db={db} told={told} planId={told.plan_id} resolutions={[]} allowed={keptFor(told)} />
      ) : null}
    </section>
  );
}
