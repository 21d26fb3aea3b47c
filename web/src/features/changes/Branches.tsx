/** The branches of the ontology: ahead, behind, protected; made, rebased, proposed, deleted. */
import { Button, InputGroup, Tag } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { branches } from "../../api/queries";
import { problemsAt } from "../../api/trouble";
import { Answered } from "../../ui/Answered";
import { Ask } from "../../ui/Dialogs";
import { Field } from "../../ui/Field";
import { useMay } from "../../ui/roles";
import { Table } from "../../ui/Table";
import { TimeText } from "../../ui/TimeText";
import { NewPull } from "./NewPull";

type Branch = Schemas["Branch"];
type Deed = { readonly what: "create" | "propose" | "rebase" | "delete"; readonly branch: Branch };

export function Branches({ db }: { readonly db: string }) {
  const { t } = useTranslation();
  const found = useQuery(branches(db));
  const may = useMay(db);
  const [deed, setDeed] = useState<Deed | null>(null);
  const cannot = may.least("modeler") ? undefined : t("role.needs", { role: t("role.modeler") });
  const close = () => setDeed(null);
  return (
    <Answered of={found}>
      {(list) => (
        <div className="stack">
          <Table
            label={t("changes.view.branches")}
            head={[t("ontology.name"), t("changes.ahead"), t("changes.behind"), t("changes.last"), t("changes.deeds")]}
          >
            {list.map((each) => (
              <tr key={each.name}>
                <th scope="row">
                  <Link to="/db/$db/ontology" params={{ db }} search={{ branch: each.name }}>
                    {each.name}
                  </Link>{" "}
                  {each.protected ? (
                    <Tag minimal>{t("changes.protected", { count: each.required_reviews })}</Tag>
                  ) : null}
                </th>
                <td className="number">{each.ahead}</td>
                <td className="number">{each.behind}</td>
                <td>
                  {each.last_commit ? (
                    <>
                      {each.last_commit.message} · {each.last_commit.author} · <TimeText at={each.last_commit.at} />
                    </>
                  ) : (
                    "–"
                  )}
                </td>
                <td>
                  <span className="row">
                    <Button
                      size="small"
                      disabled={cannot !== undefined}
                      title={cannot}
                      onClick={() => setDeed({ what: "create", branch: each })}
                    >
                      {t("changes.branchOff")}
                    </Button>
                    {each.name === "main" ? null : (
                      <>
                        <Link
                          className="bp6-button bp6-small"
                          to="/db/$db/diff"
                          params={{ db }}
                          search={{ from: "main", to: each.name }}
                        >
                          {t("diff.open")}
                        </Link>
                        <Button
                          size="small"
                          disabled={cannot !== undefined || each.ahead === 0}
                          title={cannot}
                          onClick={() => setDeed({ what: "propose", branch: each })}
                        >
                          {t("pull.open")}
                        </Button>
                        <Button
                          size="small"
                          disabled={cannot !== undefined || each.behind === 0}
                          title={cannot}
                          onClick={() => setDeed({ what: "rebase", branch: each })}
                        >
                          {t("changes.rebase")}
                        </Button>
                        <Button
                          size="small"
                          disabled={cannot !== undefined}
                          title={cannot}
                          onClick={() => setDeed({ what: "delete", branch: each })}
                        >
                          {t("edit.delete")}
                        </Button>
                      </>
                    )}
                  </span>
                </td>
              </tr>
            ))}
          </Table>
          {deed?.what === "create" ? <Create db={db} from={deed.branch} onClose={close} /> : null}
          {deed?.what === "propose" ? (
            <NewPull db={db} source={deed.branch.name} targets={list} onClose={close} />
          ) : null}
          {deed?.what === "rebase" ? <Rebase db={db} branch={deed.branch} onClose={close} /> : null}
          {deed?.what === "delete" ? <Remove db={db} branch={deed.branch} onClose={close} /> : null}
        </div>
      )}
    </Answered>
  );
}

function Create({ db, from, onClose }: { db: string; from: Branch; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const create = useCommand<Schemas["NewBranch"]>({
    db,
    label: t("changes.creatingBranch", { name }),
    send: (body, headers) => api.POST("/api/v1/database/{db}/branches", { params: { path: { db } }, body, headers }),
  });
  return (
    <Ask
      open
      title={t("changes.newBranch", { from: from.name })}
      act={t("act.create")}
      disabled={name.trim() === ""}
      busy={create.phase === "sending" || create.phase === "accepted"}
      error={create.error}
      onClose={onClose}
      onAct={() => {
        create
          .give({ name: name.trim(), from: from.name })
          .then(onClose)
          .catch(() => undefined);
      }}
    >
      <Field id="branch" label={t("changes.branchName")} problems={problemsAt(create.error, "name")}>
        <InputGroup id="branch" value={name} onValueChange={setName} autoFocus />
      </Field>
    </Ask>
  );
}

interface OfBranch {
  readonly db: string;
  readonly branch: Branch;
  readonly onClose: () => void;
}

function Rebase({ db, branch, onClose }: OfBranch) {
  const { t } = useTranslation();
  const rebase = useCommand<Schemas["Onto"]>({
    db,
    label: t("changes.rebasing", { name: branch.name }),
    send: (body, headers) =>
      api.POST("/api/v1/database/{db}/branches/{branch}/rebase", {
        params: { path: { db, branch: branch.name } },
        body,
        headers,
      }),
  });
  return (
    <Ask
      open
      title={t("changes.rebaseTitle", { name: branch.name })}
      act={t("changes.rebase")}
      busy={rebase.phase === "sending" || rebase.phase === "accepted"}
      error={rebase.error}
      onClose={onClose}
      onAct={() => {
        rebase
          .give({ onto: "main" }, branch.head)
          .then(onClose)
          .catch(() => undefined);
      }}
    >
      <p>{t("changes.rebaseText", { count: branch.behind })}</p>
    </Ask>
  );
}

function Remove({ db, branch, onClose }: OfBranch) {
  const { t } = useTranslation();
  const remove = useCommand<null>({
    db,
    label: t("changes.deletingBranch", { name: branch.name }),
    send: (_, headers) =>
      api.DELETE("/api/v1/database/{db}/branches/{branch}", { params: { path: { db, branch: branch.name } }, headers }),
  });
  return (
    <Ask
      open
      title={t("changes.deleteTitle", { name: branch.name })}
      act={t("edit.delete")}
      intent="danger"
      typed={branch.name}
      busy={remove.phase === "sending" || remove.phase === "accepted"}
      error={remove.error}
      onClose={onClose}
      onAct={() => {
        remove
          .give(null, branch.head)
          .then(onClose)
          .catch(() => undefined);
      }}
    >
      <p>{t("changes.deleteText")}</p>
    </Ask>
  );
}
