/** The classes of a branch, each below its parent; of many, those that are open or found. */
import { Button, InputGroup } from "@blueprintjs/core";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Class } from "../../api/queries";
import { useLabel } from "../../ui/labels";

interface Tree {
  readonly classes: readonly Class[];
  readonly chosen: string | undefined;
}

/** So few are all open. */
const FEW = 200;
const DRAWN = 200;
const SEARCHED = 20;

export function ClassTree({ classes, chosen }: Tree) {
  const { t } = useTranslation();
  const label = useLabel();
  const [wanted, setWanted] = useState("");
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const children = useMemo(() => byParent(classes), [classes]);
  const above = useMemo(() => ancestors(classes, chosen), [classes, chosen]);
  const words = wanted.trim().toLowerCase();
  const found =
    words === "" ? null : classes.filter((each) => `${label(each)} ${each.name}`.toLowerCase().includes(words));
  const shown = {
    below: children,
    chosen,
    above,
    isOpen: (name: string) => (classes.length <= FEW || above.has(name)) !== turned.has(name),
    onTurn: (name: string) => {
      const next = new Set(turned);
      if (!next.delete(name)) next.add(name);
      setTurned(next);
    },
  };
  return (
    <nav className="tree" aria-label={t("ontology.classes")}>
      {classes.length > SEARCHED ? (
        <InputGroup
          type="search"
          aria-label={t("ontology.find")}
          placeholder={t("ontology.find")}
          value={wanted}
          onValueChange={setWanted}
        />
      ) : null}
      {found === null ? (
        <Twigs {...shown} all={children.get(null) ?? []} />
      ) : (
        <Twigs {...shown} below={new Map()} all={found} />
      )}
      {found?.length === 0 ? <p className="muted">{t("picker.nothing")}</p> : null}
    </nav>
  );
}

type Children = ReadonlyMap<string | null, readonly Class[]>;

interface Shown {
  readonly below: Children;
  readonly chosen: string | undefined;
  /** The chosen class and those that it is below: they are always drawn. */
  readonly above: ReadonlySet<string>;
  readonly isOpen: (name: string) => boolean;
  readonly onTurn: (name: string) => void;
}

function Twigs({ all, ...shown }: Shown & { readonly all: readonly Class[] }) {
  const { t } = useTranslation();
  const [most, setMost] = useState(DRAWN);
  const drawn = all.filter((each, index) => index < most || shown.above.has(each.name));
  return (
    <>
      <ul>
        {drawn.map((each) => (
          <Twig key={each.id} {...shown} shape={each} />
        ))}
      </ul>
      {drawn.length < all.length ? (
        <Button size="small" onClick={() => setMost(most + DRAWN)}>
          {t("diff.more", { count: all.length - drawn.length })}
        </Button>
      ) : null}
    </>
  );
}

function Twig({ shape, ...shown }: Shown & { readonly shape: Class }) {
  const { t } = useTranslation();
  const label = useLabel();
  const below = shown.below.get(shape.name) ?? [];
  const open = below.length > 0 && shown.isOpen(shape.name);
  return (
    <li>
      <span className="twig">
        {below.length > 0 ? (
          <button
            type="button"
            className="turn"
            aria-expanded={open}
            aria-label={t("ontology.below", { name: label(shape) })}
            onClick={() => shown.onTurn(shape.name)}
          >
            <span aria-hidden="true">{open ? "▾" : "▸"}</span>
          </button>
        ) : shown.below.size > 1 ? (
          <span className="turn" />
        ) : null}
        <Link
          from="/db/$db/ontology"
          to="."
          search={(search) => ({ ...search, class: shape.name })}
          aria-current={shape.name === shown.chosen ? "true" : undefined}
        >
          {label(shape)} <span className="muted">{shape.name}</span>
        </Link>
      </span>
      {open ? <Twigs {...shown} all={below} /> : null}
    </li>
  );
}

function byParent(classes: readonly Class[]): Children {
  return Map.groupBy(classes, (each) => each.parent ?? null);
}

function ancestors(classes: readonly Class[], name: string | undefined): ReadonlySet<string> {
  const named = new Map(classes.map((each) => [each.name, each]));
  const above = new Set<string>();
  for (let each = named.get(name ?? ""); each !== undefined && !above.has(each.name); ) {
    above.add(each.name);
    each = named.get(each.parent ?? "");
  }
  return above;
}
