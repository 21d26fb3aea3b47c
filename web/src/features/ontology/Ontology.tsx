/** The ontology of a branch: its classes as a tree, and the one that is looked at or edited. */
import { Button, Callout, HTMLSelect } from "@blueprintjs/core";
import { Edit, Plus } from "@blueprintjs/icons";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { branches, type Class, ontology } from "../../api/queries";
import { Answered, Empty } from "../../ui/Answered";
import { useLabel } from "../../ui/labels";
import { Page } from "../../ui/Page";
import { useMay } from "../../ui/roles";
import { ClassEditor } from "./ClassEditor";
import { ClassView } from "./ClassView";
import { DeleteClass } from "./DeleteClass";

const route = getRouteApi("/in/db/$db/ontology");
const NEW = " new";

export function Ontology() {
  const { t } = useTranslation();
  const { db } = route.useParams();
  const { branch = "main", at, class: name } = route.useSearch();
  const navigate = useNavigate({ from: "/db/$db/ontology" });
  const may = useMay(db);
  const shapes = useQuery(ontology(db, at === undefined ? { branch } : { branch, at }));
  const [editing, setEditing] = useState<string | null>(null);
  const cannot = may.least("modeler") ? undefined : t("role.needs", { role: t("role.modeler") });
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
    <Page
      title={t("nav.ontology")}
      actions={
        <>
          <BranchSwitch
            db={db}
            branch={branch}
            onChange={(next) => void navigate({ search: (search) => ({ ...search, branch: next, at: undefined }) })}
          />
          {create}
        </>
      }
    >
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
      {editing === NEW && shapes.data ? (
        <ClassEditor
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
              <nav className="tree" aria-label={t("ontology.classes")}>
                <Branchlet classes={classes} parent={null} chosen={name ?? classes[0]?.name} />
              </nav>
              <Chosen
                db={db}
                branch={branch}
                classes={classes}
                head={head}
                shape={classes.find((each) => each.name === name) ?? classes[0]}
                readOnly={cannot ?? (at === undefined ? undefined : t("ontology.pastReadOnly"))}
                editing={editing}
                onEdit={setEditing}
              />
            </div>
          )}
        </Answered>
      )}
    </Page>
  );
}

function BranchSwitch({ db, branch, onChange }: { db: string; branch: string; onChange: (branch: string) => void }) {
  const { t } = useTranslation();
  const { data = [] } = useQuery(branches(db));
  const names = [...new Set([...data.map((each) => each.name), branch])];
  return (
    <HTMLSelect
      aria-label={t("changes.branch")}
      value={branch}
      options={names}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

interface Twig {
  readonly classes: readonly Class[];
  readonly parent: string | null;
  readonly chosen: string | undefined;
}

function Branchlet({ classes, parent, chosen }: Twig) {
  const label = useLabel();
  const children = classes.filter((each) => (each.parent ?? null) === parent);
  if (children.length === 0) return null;
  return (
    <ul>
      {children.map((each) => (
        <li key={each.id}>
          <Link
            from="/db/$db/ontology"
            to="."
            search={(search) => ({ ...search, class: each.name })}
            aria-current={each.name === chosen ? "true" : undefined}
          >
            {label(each)} <span className="muted">{each.name}</span>
          </Link>
          <Branchlet classes={classes} parent={each.name} chosen={chosen} />
        </li>
      ))}
    </ul>
  );
}

interface OfClass {
  readonly db: string;
  readonly branch: string;
  readonly classes: readonly Class[];
  readonly head: string | null;
  readonly shape: Class | undefined;
  readonly readOnly: string | undefined;
  readonly editing: string | null;
  readonly onEdit: (name: string | null) => void;
}

function Chosen({ db, branch, classes, head, shape, readOnly, editing, onEdit }: OfClass) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: "/db/$db/ontology" });
  const [deleting, setDeleting] = useState(false);
  if (shape === undefined) return null;
  if (editing === shape.name) {
    return (
      <ClassEditor
        key={shape.id}
        db={db}
        branch={branch}
        head={head}
        classes={classes}
        before={shape}
        onDone={(made) => {
          onEdit(null);
          if (made) void navigate({ search: (search) => ({ ...search, class: made }) });
        }}
      />
    );
  }
  return (
    <section className="stack" aria-label={shape.name}>
      <div className="row">
        <span className="grow" />
        <Button icon={<Edit />} disabled={readOnly !== undefined} title={readOnly} onClick={() => onEdit(shape.name)}>
          {t("edit.open")}
        </Button>
        <Button disabled={readOnly !== undefined} title={readOnly} onClick={() => setDeleting(true)}>
          {t("edit.delete")}
        </Button>
      </div>
      <ClassView db={db} classes={classes} shape={shape} />
      {deleting ? (
        <DeleteClass db={db} branch={branch} head={head} shape={shape} onClose={() => setDeleting(false)} />
      ) : null}
    </section>
  );
}
