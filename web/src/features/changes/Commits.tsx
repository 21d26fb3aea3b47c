/** What was committed to a branch, newest first. */
import { Button, HTMLSelect } from "@blueprintjs/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { branches } from "../../api/queries";
import { Answered, Empty } from "../../ui/Answered";
import { Person } from "../../ui/Person";
import { TimeText } from "../../ui/TimeText";
import { commits } from "./reads";

export function Commits({ db, branch }: { readonly db: string; readonly branch: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: "/db/$db/changes" });
  const found = useInfiniteQuery(commits(db, branch));
  const { data: all = [] } = useQuery(branches(db));
  return (
    <div className="stack">
      <HTMLSelect
        aria-label={t("changes.branch")}
        value={branch}
        options={[...new Set([...all.map((each) => each.name), branch])]}
        onChange={(event) => void navigate({ search: { view: "commits", branch: event.target.value } })}
      />
      <Answered
        of={found}
        isEmpty={({ pages }) => pages[0]?.data.length === 0}
        empty={<Empty title={t("changes.noCommits")}>{t("changes.noCommitsText")}</Empty>}
      >
        {({ pages }) => (
          <ol className="plain stack">
            {pages
              .flatMap((page) => page.data)
              .map((each) => (
                <li key={each.commit} className="card">
                  <div className="row">
                    <Link to="/db/$db/commits/$commit" params={{ db, commit: each.commit }}>
                      <strong>{each.message || each.commit.slice(0, 10)}</strong>
                    </Link>
                    {each.parents.length > 1 ? <span className="muted">{t("changes.mergeCommit")}</span> : null}
                    <span className="grow" />
                    <span className="muted">{t("instance.changes", { count: each.changes.length })}</span>
                  </div>
                  <div className="muted">
                    <code>{each.commit.slice(0, 10)}</code> · <Person of={each.author} /> · <TimeText at={each.at} />
                  </div>
                </li>
              ))}
          </ol>
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
