/** A thing between what leads to it and what it leads to. The two lists are the graph: lines are drawn beside them, so who
 * hears or tabs through it misses nothing, and where there is no room they stand one below the other. */
import { Button } from "@blueprintjs/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

export interface Neighbour {
  readonly key: string;
  /** A link to it. */
  readonly node: ReactNode;
  readonly note?: ReactNode;
  /** What ties it: one thing may be tied by several. */
  readonly ties: readonly string[];
}

interface Drawn {
  readonly label: string;
  /** What is in the middle: another one takes the focus. */
  readonly of: string;
  readonly centre: ReactNode;
  readonly before: readonly Neighbour[];
  readonly after: readonly Neighbour[];
  /** How many there are beside these. */
  readonly hidden?: { readonly before: number; readonly after: number };
}

const ROW = 52;
const FEW = 12;
const MOST = 150;
const REACH = 72;

export function Neighbourhood({ label, of, centre, before, after, hidden = { before: 0, after: 0 } }: Drawn) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const most = all ? MOST : FEW;
  const [left, right] = [before.slice(0, most), after.slice(0, most)];
  const height = Math.max(left.length, right.length, 1) * ROW;
  return (
    <section className="graph" aria-label={label}>
      <Side title={t("graph.comesFrom")} nodes={left} left={hidden.before + before.length - left.length} />
      <Lines count={left.length} height={height} />
      <Centre of={of}>{centre}</Centre>
      <Lines count={right.length} height={height} outward />
      <Side title={t("graph.leadsTo")} nodes={right} left={hidden.after + after.length - right.length} />
      {!all && (before.length > FEW || after.length > FEW) ? (
        <Button className="graph-more" onClick={() => setAll(true)}>
          {t("graph.showAll", { count: Math.min(before.length, MOST) + Math.min(after.length, MOST) })}
        </Button>
      ) : null}
    </section>
  );
}

function Centre({ of, children }: { of: string; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef(of);
  useEffect(() => {
    // The link that was followed is gone, or is another one now.
    if (shown.current !== of) place.current?.focus();
    shown.current = of;
  }, [of]);
  return (
    <div ref={place} className="graph-centre" tabIndex={-1}>
      {children}
    </div>
  );
}

function Side({ title, nodes, left }: { title: string; nodes: readonly Neighbour[]; left: number }) {
  const { t } = useTranslation();
  return (
    <div className="graph-side">
      <h3 className="bp6-heading">{title}</h3>
      {nodes.length === 0 && left === 0 ? <p className="muted">{t("graph.none")}</p> : null}
      <ul className="plain" aria-label={title}>
        {nodes.map((each) => (
          <li key={each.key} className="graph-node">
            <span className="ellipsis">
              {each.node} {each.note ? <span className="muted">{each.note}</span> : null}
            </span>
            <span className="ellipsis help" title={each.ties.join(", ")}>
              {each.ties.join(", ")}
            </span>
          </li>
        ))}
      </ul>
      {left > 0 ? <p className="muted">{t("graph.hidden", { count: left })}</p> : null}
    </div>
  );
}

/** A line from each row to the middle; an arrow's head is where it leads to. */
function Lines({ count, height, outward = false }: { count: number; height: number; outward?: boolean }) {
  const middle = height / 2;
  const rows = Array.from({ length: count }, (_, index) => (height - count * ROW) / 2 + (index + 0.5) * ROW);
  return (
    <svg className="graph-lines" width={REACH} height={height} aria-hidden="true">
      {rows.map((y) => {
        const [from, to] = outward ? [middle, y] : [y, middle];
        const tip = `M${REACH - 7},${to - 4} L${REACH},${to} L${REACH - 7},${to + 4} Z`;
        return (
          <g key={y}>
            <path className="graph-line" d={`M0,${from} C${REACH / 2},${from} ${REACH / 2},${to} ${REACH - 6},${to}`} />
            <path className="graph-tip" d={tip} />
          </g>
        );
      })}
    </svg>
  );
}
