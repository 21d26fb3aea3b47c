/** What was committed to a branch, newest first. */
import { Button, HTMLSelect, InputGroup } from "@blueprintjs/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { branches } from "../../api/queries";
import { Answered, Empty } from "../../ui/Answered";
import { isEnter } from "../../ui/keys";
import { Person } from "../../ui/Person";
import { TimeText } from "../../ui/TimeText";
import { Lanes } from "./Lanes";
import { lanesOf } from "./lanes";
import { commits } from "./reads";

interface Told {
  readonly db: string;
  readonly branch: string;
  /** Only what changed it: a class, or `Class/property`. */
  readonly path: string | undefined;
}

export function Commits({ db, branch, path }: Told) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: "/db/$db/changes" });
  const found = useInfiniteQuery(commits(db, branch, path));
  const { data: all = [] } = useQuery(branches(db));
  return (
    <div className="stack">
      <div className="row">
        <HTMLSelect
          aria-label={t("changes.branch")}
          value={branch}
          options={[...new Set([...all.map((each) => each.name), branch])]}
          onChange={(event) => void navigate({ search: { view: "commits", branch: event.target.value, path } })}
        />
        <PathFilter
          key={path}
          path={path}
          onChange={(next) => void navigate({ search: { view: "commits", branch, path: next } })}
        />
      </div>
      <Answered
        of={found}
        isEmpty={({ pages }) => !found.hasNextPage && pages.every(({ data }) => data.length === 0)}
        empty={
          path === undefined ? (
            <Empty title={t("changes.noCommits")}>{t("changes.noCommitsText")}</Empty>
          ) : (
            <Empty title={t("changes.noneOf", { path })} />
          )
        }
      >
        {({ pages }) => <Listed db={db} all={pages.flatMap((page) => page.data)} drawn={path === undefined} />}
      </Answered>
      {found.hasNextPage ? (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t("act.more")}
        </Button>
      ) : null}
    </div>
  );
}

interface Listing {
  readonly db: string;
  readonly all: readonly Schemas["CommitWithChanges"][];
  /** Whether it is all that was committed: of a part no graph can be drawn. */
  readonly drawn: boolean;
}

function Listed({ db, all, drawn }: Listing) {
  const { t } = useTranslation();
  const rows = drawn ? lanesOf(all) : [];
  const width = Math.max(
    0,
    ...rows.map((row) => Math.max(row.at + (row.merged ? 1 : 0), ...row.past, ...row.below) + 1),
  );
  return (
    <ol className="plain commits">
      {all.map((each, index) => {
        const row = rows[index];
        return (
          <li key={each.commit}>
            {row ? <Lanes row={row} width={width} /> : null}
            <div className="card grow">
              <div className="row">
                <Link to="/db/$db/commits/$commit" params={{ db, commit: each.commit }}>
                  <strong>{each.message || each.commit.slice(0, 10)}</strong>
                </Link>
                {each.parents.slice(1).map((parent) => (
                  <span key={parent} className="muted">
                    {t("changes.mergeCommit")}{" "}
                    <Link to="/db/$db/commits/$commit" params={{ db, commit: parent }}>
                      <code>{parent.slice(0, 10)}</code>
                    </Link>
                  </span>
                ))}
                <span className="grow" />
                <span className="muted">{t("instance.changes", { count: each.changes.length })}</span>
              </div>
              <div className="muted">
                <code>{each.commit.slice(0, 10)}</code> · <Person of={each.author} /> · <TimeText at={each.at} />
              </div>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

interface Filtering {
  readonly path: string | undefined;
  readonly onChange: (path: string | undefined) => void;
}

/** Who changed a class or property last: the commits that did, newest first. */
function PathFilter({ path, onChange }: Filtering) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(path ?? "");
  return (
    <search className="grow">
      <InputGroup
        type="search"
        value={typed}
        onValueChange={setTyped}
        placeholder={t("changes.path")}
        aria-label={t("changes.path")}
        onKeyDown={(event) => {
          if (isEnter(event)) onChange(typed.trim() || undefined);
        }}
        onBlur={() => {
          if (typed.trim() === "" && path !== undefined) onChange(undefined);
        }}
      />
    </search>
  );
}
