/** The classes of a branch, each below its parent. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Class } from "../../api/queries";
import { useLabel } from "../../ui/labels";

interface Tree {
  readonly classes: readonly Class[];
  readonly chosen: string | undefined;
}

export function ClassTree({ classes, chosen }: Tree) {
  const { t } = useTranslation();
  return (
    <nav className="tree" aria-label={t("ontology.classes")}>
      <Branchlet classes={classes} parent={null} chosen={chosen} />
    </nav>
  );
}

interface Twig extends Tree {
  readonly parent: string | null;
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
