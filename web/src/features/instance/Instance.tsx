/** One instance: what it is, what it is linked to, what it was, and where it came from. */
import { Button, Callout, Tag } from "@blueprintjs/core";
import { Edit, Trash } from "@blueprintjs/icons";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ontology, whole } from "../../api/queries";
import { Trouble } from "../../api/trouble";
import { Answered } from "../../ui/Answered";
import { hasDraft } from "../../ui/draft";
import { useFrozen } from "../../ui/frozen";
import { useLabel } from "../../ui/labels";
import { Page } from "../../ui/Page";
import { Person } from "../../ui/Person";
import { useMay } from "../../ui/roles";
import { TimeText } from "../../ui/TimeText";
import { Views } from "../../ui/Views";
import { DataTab } from "./DataTab";
import { Delete } from "./Deeds";
import { draftOf, Editor } from "./Editor";
import { Graph } from "./Graph";
import { History } from "./History";
import { JsonTab } from "./JsonTab";
import { Lineage } from "./Lineage";
import { Links } from "./Links";
import { Past } from "./Past";
import { type InstanceState, instance, isPast, type When, type Which } from "./reads";
import { TimeSlider } from "./TimeSlider";

const route = getRouteApi("/in/db/$db/i/$class/$id");
const TABS = ["data", "links", "graph", "history", "lineage", "json"] as const;

export function Instance() {
  const { t } = useTranslation();
  const { db, class: name, id } = route.useParams();
  const { tab = "data", v, at, cmp } = route.useSearch();
  const which: Which = { db, class: name, id };
  const when: When = { version: v, at };
  const now = useQuery(instance(which));
  const shown = useQuery({ ...instance(which, when), enabled: isPast(when) });
  const past = isPast(when);
  const current = now.error ? undefined : now.data?.state;
  const [opened, setOpened] = useState<boolean | null>(null);
  const [deleting, setDeleting] = useState(false);
  useFrozen(past ? { v, at } : current ? { v: current.version } : null);
  const may = useMay(db);
  // What was begun goes on where one comes back to it.
  const editing = opened ?? (may.least("editor") && hasDraft(draftOf(which)));
  const gone = now.error instanceof Trouble && now.error.status === 404 && !now.isFetching;
  const cannot = may.least("editor") ? undefined : t("role.needs", { role: t("role.editor") });
  const actions =
    past || gone || editing ? null : (
      <>
        <Button
          icon={<Edit />}
          disabled={!current || cannot !== undefined}
          title={cannot}
          onClick={() => setOpened(true)}
        >
          {t("edit.open")}
        </Button>
        <Button
          icon={<Trash />}
          disabled={!current || cannot !== undefined}
          title={cannot}
          onClick={() => setDeleting(true)}
        >
          {t("edit.delete")}
        </Button>
      </>
    );
  return (
    <Page title={id} note={<Note which={which} state={current} />} actions={actions}>
      {gone ? <Gone which={which} past={past} /> : null}
      <Views
        label={t("instance.parts")}
        views={TABS}
        chosen={tab}
        named={(each) => t(`instance.tab.${each}`)}
        link={(each, parts) => (
          <Link from="/db/$db/i/$class/$id" to="." search={(search) => ({ ...search, tab: each })} {...parts} />
        )}
      />
      {tab === "history" ? <History which={which} /> : null}
      {tab === "lineage" ? <Lineage which={which} /> : null}
      {tab === "history" || tab === "lineage" ? null : (
        <State
          which={which}
          when={when}
          tab={tab}
          compare={cmp === true}
          current={current}
          query={past ? shown : now}
          gone={gone}
          editing={editing}
          onEdited={() => setOpened(false)}
        />
      )}
      {deleting && current ? <Delete which={which} state={current} onClose={() => setDeleting(false)} /> : null}
    </Page>
  );
}

function Note({ which, state }: { which: Which; state: InstanceState | undefined }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { data: shapes } = useQuery(ontology(which.db));
  const shape = shapes?.classes.find((each) => each.name === (state?.class ?? which.class));
  return (
    <span className="row">
      <Tag minimal>{shape ? label(shape) : which.class}</Tag>
      {state ? (
        <>
          <span>{t("instance.version", { version: state.version })}</span>
          <TimeText at={state.updated_at} precise />
          <Person of={state.updated_by} />
        </>
      ) : null}
    </span>
  );
}

/** Deleted, or never there: its history tells which. */
function Gone({ which, past }: { which: Which; past: boolean }) {
  const { t } = useTranslation();
  return (
    <Callout intent="warning" title={t("instance.gone")} role="alert">
      <p>{t("instance.goneText")}</p>
      {past ? null : (
        <Link to="/db/$db/i/$class/$id" params={which} search={{ tab: "history" }}>
          {t("instance.seeHistory")}
        </Link>
      )}
    </Callout>
  );
}

interface Shown {
  readonly which: Which;
  readonly when: When;
  readonly tab: "data" | "json" | "links" | "graph";
  readonly compare: boolean;
  readonly current: InstanceState | undefined;
  readonly query: ReturnType<typeof useQuery<{ state: InstanceState; final: boolean }>>;
  readonly gone: boolean;
  readonly editing: boolean;
  readonly onEdited: () => void;
}

function State({ which, when, tab, compare, current, query, gone, editing, onEdited }: Shown) {
  const past = isPast(when);
  const { data: shapes } = useQuery(ontology(which.db));
  const shape = whole(shapes?.classes ?? [], current?.class ?? which.class);
  if (gone && !past) return null;
  return (
    <>
      {current ? <TimeSlider which={which} when={when} newest={current.version} shown={query.data?.state} /> : null}
      <Answered of={query}>
        {({ state, final }) => {
          const compared = tab === "data" ? compare : undefined;
          // The moment that was asked for, else that of the version: its links are those of then.
          const at = past ? (when.at ?? state.updated_at) : undefined;
          const part =
            tab === "links" ? (
              <Links which={which} at={at} />
            ) : tab === "graph" ? (
              <Graph which={which} at={at} />
            ) : editing && shape && !past ? (
              <Editor which={which} shape={shape} state={state} onDone={onEdited} />
            ) : tab === "json" ? (
              <JsonTab state={state} />
            ) : (
              <DataTab which={which} shape={shape} state={state} now={past && compare ? current : undefined} />
            );
          return past ? (
            <Past which={which} state={state} final={final} compare={compared}>
              {part}
            </Past>
          ) : (
            <div className="stack">{part}</div>
          );
        }}
      </Answered>
    </>
  );
}
