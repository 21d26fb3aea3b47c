/** Pull requests by state, with how many there are of each. */
import { Button, Tag } from "@blueprintjs/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Answered, Empty } from "../../ui/Answered";
import { Person } from "../../ui/Person";
import { useMay } from "../../ui/roles";
import { TimeText } from "../../ui/TimeText";
import { Views } from "../../ui/Views";
import { type PullState, pulls } from "./reads";

const STATES = ["open", "merged", "closed"] as const;

const GROUPS = ["all", "mine", "review"] as const;

interface Listed {
  readonly db: string;
  readonly state: PullState;
  /** Those that one opened, or is asked to review; else all. */
  readonly who: "mine" | "review" | undefined;
}

export function Pulls({ db, state, who }: Listed) {
  const { t } = useTranslation();
  const { subject } = useMay(db);
  const whose = who === "mine" ? { mine: true } : who === "review" && subject ? { reviewer: subject } : {};
  const found = useInfiniteQuery({ ...pulls(db, state, whose), enabled: who !== "review" || subject !== undefined });
  const counts = found.data?.pages[0]?.meta.counts ?? {};
  return (
    <div className="stack">
      <Views
        label={t("pull.groups")}
        views={GROUPS}
        chosen={who ?? "all"}
        named={(each) => t(`pull.group.${each}`)}
        link={(each, parts) => (
          <Link
            from="/db/$db/changes"
            to="."
            search={{ view: "pulls", state, who: each === "all" ? undefined : each }}
            {...parts}
          />
        )}
      />
      <Views
        label={t("pull.states")}
        views={STATES}
        chosen={state}
        named={(each) => `${t(`pull.state.${each}`)}${counts[each] === undefined ? "" : ` (${counts[each]})`}`}
        link={(each, parts) => (
          <Link
            from="/db/$db/changes"
            to="."
            search={(search) => ({ ...search, view: "pulls", state: each })}
            {...parts}
          />
        )}
      />
      <Answered
        of={found}
        isEmpty={({ pages }) => pages[0]?.data.length === 0}
        empty={
          <Empty
            title={t(`pull.none.${state}`)}
            action={
              <Link from="/db/$db/changes" to="." search={{ view: "branches" }}>
                {t("changes.view.branches")}
              </Link>
            }
          >
            {t("pull.noneText")}
          </Empty>
        }
      >
        {({ pages }) => (
          <ul className="plain stack">
            {pages
              .flatMap((page) => page.data)
              .map((each) => (
                <li key={each.number} className="card">
                  <div className="row">
                    <Link to="/db/$db/pulls/$number" params={{ db, number: String(each.number) }}>
                      <strong>
                        #{each.number} {each.title}
                      </strong>
                    </Link>
                    <span className="grow" />
                    <Tag minimal>{t("pull.approvals", { count: each.approvals })}</Tag>
                    <Tag minimal>{t("pull.comments", { count: each.comment_count })}</Tag>
                  </div>
                  <div className="muted">
                    <code>{each.source}</code> → <code>{each.target}</code> · <Person of={each.author} /> ·{" "}
                    <TimeText at={each.updated_at} />
                  </div>
                </li>
              ))}
          </ul>
        )}
      </Answered>
      {found.hasNextPage ? (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t("act.more")}
        </Button>
      ) : null}
    </div>
  );
}
