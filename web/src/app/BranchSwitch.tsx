/** Which branch of the ontology is looked at; instances have none, they are on main. */
import { HTMLSelect } from "@blueprintjs/core";
import { GitBranch } from "@blueprintjs/icons";
import { useQuery } from "@tanstack/react-query";
import { useMatch, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { branches } from "../api/queries";

export function BranchSwitch() {
  const there = useMatch({ from: "/in/db/$db/ontology", shouldThrow: false });
  if (there === undefined) return null;
  return <Switch db={there.params.db} branch={there.search.branch ?? "main"} />;
}

function Switch({ db, branch }: { db: string; branch: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data = [] } = useQuery(branches(db));
  const names = [...new Set([...data.map((each) => each.name), branch])];
  return (
    <span className="row branch-switch">
      <GitBranch aria-hidden="true" />
      <HTMLSelect
        aria-label={t("changes.branch")}
        value={branch}
        options={names}
        onChange={(event) => {
          const next = event.target.value;
          void navigate({
            to: "/db/$db/ontology",
            params: { db },
            search: (was) => ({ ...was, branch: next === "main" ? undefined : next, at: undefined }) as never,
          });
        }}
      />
    </span>
  );
}
