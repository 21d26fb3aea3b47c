/** The ontology of a branch: its classes as a tree, and the one that is looked at or edited. */
import { Button, Callout } from "@blueprintjs/core";
import { Plus } from "@blueprintjs/icons";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ontology } from "../../api/queries";
import { Answered, Empty } from "../../ui/Answered";
import { useDraft } from "../../ui/draft";
import { useFrozen } from "../../ui/frozen";
import { Page } from "../../ui/Page";
import { useMay } from "../../ui/roles";
import { Chosen } from "./Chosen";
import { ClassEditor, draftOf } from "./ClassEditor";
import { ClassTree } from "./ClassTree";

const route = getRouteApi("/in/db/$db/ontology");
const NEW = " new";

export function Ontology() {
  const { t } = useTranslation();
  const { db } = route.useParams();
  const { branch = "main", at, class: name, view } = route.useSearch();
  const navigate = useNavigate({ from: "/db/$db/ontology" });
  const may = useMay(db);
  const shapes = useQuery(ontology(db, at === undefined ? { branch } : { branch, at }));
  const head = shapes.data?.head?.replaceAll('"', "");
  useFrozen(head && !shapes.isPlaceholderData ? { at: at ?? head } : null);
  const [opened, setOpened] = useState<{ branch: string; name: string | null } | null>(null);
  const editing = opened?.branch === branch ? opened.name : null;
  const setEditing = (name: string | null) => setOpened({ branch, name });
  const cannot = may.least("modeler") ? undefined : t("role.needs", { role: t("role.modeler") });
  // While another branch comes, the classes are still those of the one before.
  const readOnly =
    cannot ??
    (at === undefined ? undefined : t("ontology.pastReadOnly")) ??
    (shapes.isPlaceholderData ? t("state.loading") : undefined);
  const create = (
    <Button
      icon={<Plus />}
      intent="primary"
      disabled={cannot !== undefined || at !== undefined}
      title={cannot}
      onClick={() => setEditing(NEW)}
    >
      {t("ontology.newClass")}
    </Button>
  );
  return (
    <Page title={t("nav.ontology")} note={t("ontology.onBranch", { branch })} actions={create}>
      {at === undefined ? null : (
        <Callout intent="warning" compact>
          <span className="row">
            <span className="grow past-mark">{t("ontology.past", { commit: at.slice(0, 10) })}</span>
            <Link from="/db/$db/ontology" to="." search={(search) => ({ ...search, at: undefined })}>
              {t("instance.toNow")}
            </Link>
          </span>
        </Callout>
      )}
      {editing !== NEW && cannot === undefined && at === undefined ? (
        <Begun key={branch} name={draftOf(db, branch, null)} onGoOn={() => setEditing(NEW)} />
      ) : null}
      {editing === NEW && shapes.data && !shapes.isPlaceholderData ? (
        <ClassEditor
          key={branch}
          db={db}
          branch={branch}
          head={shapes.data.head}
          classes={shapes.data.classes}
          before={null}
          onDone={(made) => {
            setEditing(null);
            if (made) void navigate({ search: (search) => ({ ...search, class: made }) });
          }}
        />
      ) : (
        <Answered
          of={shapes}
          isEmpty={({ classes }) => classes.length === 0}
          empty={
            <Empty title={t("ontology.none")} action={create}>
              {t("ontology.noneText")}
            </Empty>
          }
        >
          {({ classes, head }) => (
            <div className="columns">
              <ClassTree classes={classes} chosen={name ?? classes[0]?.name} />
              <Chosen
                db={db}
                branch={branch}
                classes={classes}
                head={head}
                shape={classes.find((each) => each.name === name) ?? classes[0]}
                readOnly={readOnly}
                graph={view === "graph"}
                editing={shapes.isPlaceholderData ? null : editing}
                onEdit={setEditing}
              />
            </div>
          )}
        </Answered>
      )}
    </Page>
  );
}

/** A new class that was begun, and not committed yet. */
function Begun({ name, onGoOn }: { name: string; onGoOn: () => void }) {
  const { t } = useTranslation();
  const draft = useDraft(name);
  if (draft.content === null) return null;
  return (
    <Callout compact intent="primary">
      <span className="row">
        <span className="grow">{t("draft.newClass")}</span>
        <Button size="small" onClick={onGoOn}>
          {t("draft.goOn")}
        </Button>
        <Button size="small" onClick={draft.drop}>
          {t("draft.discard")}
        </Button>
      </span>
    </Callout>
  );
}
