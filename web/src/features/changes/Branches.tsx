/** The branches of the ontology: ahead, behind, protected; made, rebased, proposed, protected, deleted. */
import { Button, Tag } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { branches } from "../../api/queries";
import { Answered } from "../../ui/Answered";
import { Person } from "../../ui/Person";
import { useMay } from "../../ui/roles";
import { Table } from "../../ui/Table";
import { TimeText } from "../../ui/TimeText";
import { CreateBranch, DeleteBranch, Rebase } from "./BranchDeeds";
import { NewPull } from "./NewPull";
import { Protection } from "./Protection";

type Branch = Schemas["Branch"];
interface Deed {
  readonly what: "create" | "propose" | "rebase" | "protect" | "delete";
  readonly name: string;
}

export function Branches({ db }: { readonly db: string }) {
  const { t } = useTranslation();
  const found = useQuery(branches(db));
  const may = useMay(db);
  const [deed, setDeed] = useState<Deed | null>(null);
  const cannot = may.least("modeler") ? undefined : t("role.needs", { role: t("role.modeler") });
  return (
    <Answered of={found}>
      {(list) => (
        <div className="stack">
          <Table
            label={t("changes.view.branches")}
            head={[
              t("ontology.name"),
              t("changes.guard"),
              t("changes.ahead"),
              t("changes.behind"),
              t("changes.last"),
              t("changes.deeds"),
            ]}
          >
            {list.map((each) => (
              <Row
                key={each.name}
                db={db}
                branch={each}
                cannot={cannot}
                onDeed={(what) => setDeed({ what, name: each.name })}
              />
            ))}
          </Table>
          {deed === null ? null : <Doing db={db} deed={deed} all={list} onClose={() => setDeed(null)} />}
        </div>
      )}
    </Answered>
  );
}

interface Rowed {
  readonly db: string;
  readonly branch: Branch;
  readonly cannot: string | undefined;
  readonly onDeed: (what: Deed["what"]) => void;
}

function Row({ db, branch, cannot, onDeed }: Rowed) {
  const last = branch.last_commit;
  return (
    <tr>
      <th scope="row">
        <Link to="/db/$db/ontology" params={{ db }} search={{ branch: branch.name }}>
          {branch.name}
        </Link>
      </th>
      <td>
        <Guarded branch={branch} />
      </td>
      <td className="number">{branch.ahead}</td>
      <td className="number">{branch.behind}</td>
      <td>
        {last ? (
          <>
            {last.message} · <Person of={last.author} /> · <TimeText at={last.at} />
          </>
        ) : (
          "–"
        )}
      </td>
      <td>
        <Deeds db={db} branch={branch} cannot={cannot} onDeed={onDeed} />
      </td>
    </tr>
  );
}

function Guarded({ branch }: { branch: Branch }) {
  const { t } = useTranslation();
  const { required_reviews: reviews, writers } = branch;
  if (!branch.protected && reviews === 0) return <span className="muted">{t("changes.open")}</span>;
  return (
    <span className="row" title={writers.join(", ") || undefined}>
      {branch.protected ? <Tag minimal>{t("changes.closed")}</Tag> : null}
      {reviews > 0 ? <Tag minimal>{t("changes.needs", { count: reviews })}</Tag> : null}
    </span>
  );
}

function Deeds({ db, branch, cannot, onDeed }: Rowed) {
  const { t } = useTranslation();
  const main = branch.name === "main";
  const deeds = [
    { what: "create", label: t("changes.branchOff"), idle: false, shown: true },
    { what: "propose", label: t("pull.open"), idle: branch.ahead === 0, shown: !main },
    { what: "rebase", label: t("changes.rebase"), idle: branch.behind === 0, shown: !main },
    { what: "protect", label: t("changes.guard"), idle: false, shown: true },
    { what: "delete", label: t("edit.delete"), idle: false, shown: !main },
  ] as const;
  return (
    <span className="row">
      {main ? null : (
        <Link
          className="bp6-button bp6-small"
          to="/db/$db/diff"
          params={{ db }}
          search={{ from: "main", to: branch.name }}
        >
          {t("diff.open")}
        </Link>
      )}
      {deeds
        .filter(({ shown }) => shown)
        .map(({ what, label, idle }) => (
          <Button
            key={what}
            size="small"
            disabled={cannot !== undefined || idle}
            title={cannot}
            onClick={() => onDeed(what)}
          >
            {label}
          </Button>
        ))}
    </span>
  );
}

interface Done {
  readonly db: string;
  readonly deed: Deed;
  readonly all: readonly Branch[];
  readonly onClose: () => void;
}

/** The branch is the one that was read last: a deed that is refused is done on what is there now. */
function Doing({ db, deed, all, onClose }: Done) {
  const branch = all.find((each) => each.name === deed.name);
  if (branch === undefined) return null;
  const parts = { db, branch, onClose };
  if (deed.what === "create") return <CreateBranch {...parts} />;
  if (deed.what === "propose") return <NewPull db={db} source={branch.name} targets={all} onClose={onClose} />;
  if (deed.what === "rebase") return <Rebase {...parts} />;
  if (deed.what === "protect") return <Protection {...parts} />;
  return <DeleteBranch {...parts} />;
}
