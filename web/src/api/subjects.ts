/** What people are called: asked for together, however many places of a page name somebody. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "./client";

const MOST = 100;
const KEPT = 5 * 60_000;
/** So that all rows of a table are in one request. */
const PAUSE = 10;

interface Asked {
  readonly of: string;
  readonly tell: (name: string | null) => void;
  readonly fail: (cause: unknown) => void;
}

let waiting: Asked[] = [];

async function askFor(some: readonly Asked[]): Promise<void> {
  try {
    const ids = [...new Set(some.map((each) => each.of))];
    const told = await dataOf(api.GET("/api/v1/subjects", { params: { query: { ids } } }));
    const names = new Map(told.map((each) => [each.subject, each.name]));
    for (const { of, tell } of some) tell(names.get(of) ?? null);
  } catch (cause) {
    for (const { fail } of some) fail(cause);
  }
}

function askAll(): void {
  const subjects = [...new Set(waiting.map((each) => each.of))];
  for (let at = 0; at < subjects.length; at += MOST) {
    const some = new Set(subjects.slice(at, at + MOST));
    void askFor(waiting.filter((each) => some.has(each.of)));
  }
  waiting = [];
}

/** What a subject is called; one that holds a comma cannot be asked for. */
export function subjectName(of: string) {
  return queryOptions({
    queryKey: ["people", of],
    queryFn: () =>
      new Promise<string | null>((tell, fail) => {
        if (waiting.length === 0) setTimeout(askAll, PAUSE);
        waiting.push({ of, tell, fail });
      }),
    enabled: of !== "" && !of.includes(","),
    staleTime: KEPT,
    retry: false,
  });
}
