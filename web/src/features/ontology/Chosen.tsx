/** The class that is looked at: what it says of itself, its graph, or its editor. */
import { Button } from "@blueprintjs/core";
import { Edit } from "@blueprintjs/icons";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Class } from "../../api/queries";
import { hasDraft } from "../../ui/draft";
import { Views } from "../../ui/Views";
import { ClassEditor, draftOf } from "./ClassEditor";
import { ClassGraph } from "./ClassGraph";
import { ClassView } from "./ClassView";
import { DeleteClass } from "./DeleteClass";

const VIEWS = ["table", "graph"] as const;

interface OfClass {
  readonly db: string;
  readonly branch: string;
  readonly classes: readonly Class[];
  readonly head: string | null;
  readonly shape: Class | undefined;
  readonly readOnly: string | undefined;
  readonly graph: boolean;
  readonly editing: string | null;
  readonly onEdit: (name: string | null) => void;
}

export function Chosen({ db, branch, classes, head, shape, readOnly, graph, editing, onEdit }: OfClass) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: "/db/$db/ontology" });
  const [deleting, setDeleting] = useState(false);
  if (shape === undefined) return null;
  // What was begun goes on where one comes back to it.
  if (editing === shape.name || (readOnly === undefined && hasDraft(draftOf(db, branch, shape.id)))) {
    return (
      <ClassEditor
        key={`${branch} ${shape.id}`}
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
        <Views
          label={t("ontology.views")}
          views={VIEWS}
          chosen={graph ? "graph" : "table"}
          named={(each) => t(`ontology.view.${each}`)}
          link={(each, parts) => (
            <Link
              from="/db/$db/ontology"
              to="."
              search={(search) => ({ ...search, class: shape.name, view: each === "graph" ? each : undefined })}
              {...parts}
            />
          )}
        />
        <span className="grow" />
        <Link to="/db/$db/changes" params={{ db }} search={{ view: "commits", branch, path: shape.name }}>
          {t("ontology.changedBy")}
        </Link>
        <Button icon={<Edit />} disabled={readOnly !== undefined} title={readOnly} onClick={() => onEdit(shape.name)}>
          {t("edit.open")}
        </Button>
        <Button disabled={readOnly !== undefined} title={readOnly} onClick={() => setDeleting(true)}>
          {t("edit.delete")}
        </Button>
      </div>
      {graph ? <ClassGraph classes={classes} shape={shape} /> : <ClassView db={db} classes={classes} shape={shape} />}
      {deleting ? (
        <DeleteClass db={db} branch={branch} head={head} shape={shape} onClose={() => setDeleting(false)} />
      ) : null}
    </section>
  );
}
