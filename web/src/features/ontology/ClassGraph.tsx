/** A class and its neighbours: what refers to it and what it refers to, its parent and its kinds. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Class, whole } from "../../api/queries";
import { useLabel } from "../../ui/labels";
import { type Neighbour, Neighbourhood } from "../../ui/Neighbourhood";

interface Graphed {
  readonly classes: readonly Class[];
  readonly shape: Class;
}

export interface Tie {
  readonly name: string;
  /** A relationship's name; none is a parent. */
  readonly by: string | null;
}

/** What refers to a class, and what it refers to; one that refers to itself is told once, among the latter. */
export function tiesOf(classes: readonly Class[], shape: Class): { before: Tie[]; after: Tie[] } {
  const before = classes
    .filter((each) => each.name !== shape.name)
    .flatMap((each) => [
      ...(each.parent === shape.name ? [{ name: each.name, by: null }] : []),
      ...(each.relationships ?? [])
        .filter(({ target }) => target === shape.name)
        .map((relationship) => ({ name: each.name, by: relationship.name })),
    ]);
  const own = whole(classes, shape.name)?.relationships ?? [];
  const after = own.map((each) => ({ name: each.target, by: each.name }));
  return { before, after: shape.parent ? [{ name: shape.parent, by: null }, ...after] : after };
}

export function ClassGraph({ classes, shape }: Graphed) {
  const { t } = useTranslation();
  const label = useLabel();
  const { before, after } = tiesOf(classes, shape);

  function neighbours(ties: readonly Tie[]): Neighbour[] {
    const names = [...new Set(ties.map((each) => each.name))];
    return names.map((name) => ({
      key: name,
      node: (
        <Link from="/db/$db/ontology" to="." search={(search) => ({ ...search, class: name })}>
          {label(classes.find((each) => each.name === name) ?? { name })}
        </Link>
      ),
      note: name,
      ties: ties.filter((each) => each.name === name).map(({ by }) => by ?? t("graph.isA")),
    }));
  }

  return (
    <Neighbourhood
      of={shape.name}
      label={t("graph.of", { name: label(shape) })}
      centre={
        <>
          <strong>{label(shape)}</strong> <span className="muted">{shape.name}</span>
        </>
      }
      before={neighbours(before)}
      after={neighbours(after)}
    />
  );
}
