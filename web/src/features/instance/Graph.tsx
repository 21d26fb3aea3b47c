/** An instance among its neighbours, one step away, some of each kind; what is left out is counted. */
import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Skeleton } from "../../ui/Answered";
import { type Neighbour, Neighbourhood } from "../../ui/Neighbourhood";
import { TroubleNote } from "../../ui/Trouble";
import { Linked, type Told } from "./Linked";
import { graph, type Which } from "./reads";

/** Each kind of link is a request of its own. */
const KINDS = 8;

interface Graphed {
  readonly which: Which;
  /** A moment that has been; now where there is none. */
  readonly at: string | undefined;
}

export function Graph({ which, at }: Graphed) {
  return (
    <Linked which={which} at={at}>
      {(all) => <Drawn which={which} at={at} groups={all} />}
    </Linked>
  );
}

function Drawn({ which, at, groups }: Graphed & { readonly groups: readonly Told[] }) {
  const { t } = useTranslation();
  const kinds = [...new Map(groups.map((each) => [`${each.direction} ${each.relationship}`, each])).values()];
  const asked = kinds.slice(0, KINDS);
  const found = useQueries({ queries: asked.map((each) => graph(which, each, at)) });
  const wrong = found.find((each) => each.error !== null);
  if (wrong) return <TroubleNote error={wrong.error} retry={() => void wrong.refetch()} />;
  if (found.some((each) => each.data === undefined)) return <Skeleton />;

  function side(direction: Told["direction"]): Neighbour[] {
    const ties = asked.flatMap((group, index) =>
      group.direction === direction
        ? (found[index]?.data?.ends ?? []).map((end) => ({ ...end, by: group.relationship }))
        : [],
    );
    const ends = new Map(ties.map((each) => [`${each.class}/${each.id}`, each]));
    return [...ends].map(([key, end]) => ({
      key,
      node: (
        <Link
          to="/db/$db/i/$class/$id"
          params={{ db: which.db, class: end.class, id: end.id }}
          search={{ tab: "graph" }}
        >
          {end.id}
        </Link>
      ),
      note: end.missing ? `${end.class} · ${t("graph.missing")}` : end.class,
      ties: ties.filter((each) => `${each.class}/${each.id}` === key).map((each) => each.by),
    }));
  }

  /** As counted by the links, so that kinds that were not asked for are told too; of the past, what was asked for tells. */
  function left(direction: Told["direction"]): number {
    const told = asked.flatMap((each, index) => (each.direction === direction ? (found[index]?.data ?? []) : []));
    if (at !== undefined) return told.reduce((sum, each) => sum + each.hidden, 0);
    const all = groups.filter((each) => each.direction === direction);
    const drawn = told.reduce((sum, each) => sum + each.ends.length, 0);
    return Math.max(0, all.reduce((sum, each) => sum + (each.count ?? 0), 0) - drawn);
  }

  const unasked = at === undefined ? [] : kinds.slice(KINDS);
  return (
    <>
      {unasked.length > 0 ? (
        <p className="muted">{t("graph.unasked", { names: unasked.map((each) => each.relationship).join(", ") })}</p>
      ) : null}
      <Neighbourhood
        of={`${which.class}/${which.id}`}
        label={t("graph.of", { name: which.id })}
        centre={
          <>
            <strong>{which.id}</strong> <span className="muted">{which.class}</span>
          </>
        }
        before={side("in")}
        after={side("out")}
        hidden={{ before: left("in"), after: left("out") }}
      />
    </>
  );
}
