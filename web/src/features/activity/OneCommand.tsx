/** One command: where it is, what became of it, and what it left. */
import { Tag } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { writeExact } from "../../api/numbers";
import { Answered } from "../../ui/Answered";
import { useNames } from "../../ui/kinds";
import { Person } from "../../ui/Person";
import { TimeText } from "../../ui/TimeText";
import { Said } from "../../ui/Trouble";
import { command } from "./reads";

export function OneCommand({ db, id }: { readonly db: string; readonly id: string }) {
  const { t } = useTranslation();
  const names = useNames();
  const found = useQuery(command(db, id));
  return (
    <div className="stack">
      <Link from="/db/$db/activity" to="." search={{}}>
        {t("activity.all")}
      </Link>
      <Answered of={found}>
        {(one) => (
          <div className="stack">
            <dl className="pairs">
              <dt>{t("activity.command")}</dt>
              <dd>
                {names.kind(one.type)} <code>{one.command_id}</code>
              </dd>
              <dt>{t("activity.state")}</dt>
              <dd>
                <Tag minimal>{t(`state.${one.state}`)}</Tag>
              </dd>
              <dt>{t("activity.actor")}</dt>
              <dd>
                <Person of={one.actor} />
              </dd>
              <dt>{t("activity.submitted")}</dt>
              <dd>
                <TimeText at={one.submitted_at} precise />
              </dd>
              <dt>{t("activity.finished")}</dt>
              <dd>
                <TimeText at={one.finished_at} precise />
              </dd>
            </dl>
            {(one.errors ?? []).map((error, index) => (
              <p key={index} className="problem">
                <Said problem={error} /> {error.path ? <code>{error.path}</code> : null}
              </p>
            ))}
            {one.result === undefined ? null : (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
              <pre className="json" tabIndex={0}>
                {writeExact(one.result, 2)}
              </pre>
            )}
          </div>
        )}
      </Answered>
    </div>
  );
}
