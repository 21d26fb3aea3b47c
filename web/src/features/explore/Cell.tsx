/** One value of a row; what was found in it is marked, as text and never as HTML. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { TimeText } from "../../ui/TimeText";
import { ValueText } from "../../ui/Value";
import type { Field, Hit } from "./found";

interface Celled {
  readonly db: string;
  readonly hit: Hit;
  readonly field: Field;
  readonly first: boolean;
}

export function Cell({ db, hit, field, first }: Celled) {
  const value = <Marked hit={hit} field={field} />;
  if (!first) return value;
  return (
    <Link to="/db/$db/i/$class/$id" params={{ db, class: hit.class, id: hit.id }} tabIndex={-1}>
      {value}
    </Link>
  );
}

function Marked({ hit, field }: { hit: Hit; field: Field }) {
  const marked = hit.highlight?.[field.name]?.[0];
  if (marked !== undefined) return <>{textNodes(marked)}</>;
  if (field.name.startsWith("_")) return <Own hit={hit} name={field.name} />;
  return <ValueText value={hit.data[field.name]} type={field.type} values={field.values} />;
}

function Own({ hit, name }: { hit: Hit; name: string }) {
  if (name === "_id") return <>{hit.id}</>;
  if (name === "_class") return <>{hit.class}</>;
  if (name === "_version") return <span className="number">{hit.version}</span>;
  if (name === "_created_at") return <TimeText at={hit.created_at} />;
  return name === "_updated_at" ? <TimeText at={hit.updated_at} /> : hit.updated_by;
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'" };

/** `a <em>b</em>` as text and a mark; its escapes are undone, nothing is read as HTML. */
export function textNodes(marked: string): ReactNode[] {
  return marked.split(/(<em>.*?<\/em>)/s).map((part, index) => {
    const inner = /^<em>(.*)<\/em>$/s.exec(part)?.[1];
    return inner === undefined ? unescaped(part) : <mark key={index}>{unescaped(inner)}</mark>;
  });
}

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#x27|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
