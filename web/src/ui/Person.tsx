/** Somebody, by the name that they gave themselves; the subject, which is what the log knows, is the title. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { subjectName } from "../api/subjects";

export function Person({ of }: { readonly of: string | null | undefined }) {
  const name = usePerson(of);
  if (!of) return <span className="muted">–</span>;
  return <span title={of}>{name}</span>;
}

/** What somebody is called, where only a text fits. */
export function usePerson(of: string | null | undefined): string {
  const { data } = useQuery(subjectName(of ?? ""));
  return data ?? of ?? "";
}

/** What several are called, in their order. */
export function usePeople(of: readonly string[]): readonly string[] {
  const found = useQueries({ queries: of.map(subjectName) });
  return of.map((subject, index) => found[index]?.data ?? subject);
}
