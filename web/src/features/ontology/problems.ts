/** What the check says of each part of a draft, told where that part is edited. */
import { createContext, useContext } from "react";
import type { Problem } from "../../api/trouble";

export const Problems = createContext<readonly Problem[]>([]);

/** The problems of one property or relationship, by its place in the list. */
export function useProblemsOf(list: "properties" | "relationships", at: number): readonly Problem[] {
  const steps = `/${list}/${at}`;
  return useContext(Problems).filter(({ path = "" }) => path.endsWith(steps) || path.includes(`${steps}/`));
}

/** Those of them that are of one of its fields. */
export function ofField(problems: readonly Problem[], field: string): readonly Problem[] {
  return problems.filter(({ path = "" }) => path.split("/").slice(-2).includes(field));
}
