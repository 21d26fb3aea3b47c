/** What an event is about: the version of an instance that it made, as a link. */
import { Link } from "@tanstack/react-router";

interface Of {
  readonly class?: string | null;
  readonly id?: string | null;
  readonly version: number | null;
}

export function About({ db, of }: { db: string; of: Of }) {
  if (!of.class || !of.id) return "–";
  return (
    <Link to="/db/$db/i/$class/$id" params={{ db, class: of.class, id: of.id }} search={{ v: of.version ?? undefined }}>
      {of.class} {of.id}
    </Link>
  );
}
