/** How commits hang together, as lanes beside a list that tells the newest first. */
export interface Knot {
  readonly commit: string;
  readonly parents: readonly string[];
}

export interface Row {
  /** The lane of the commit. */
  readonly at: number;
  /** Lanes that pass by. */
  readonly past: readonly number[];
  /** Whether a newer commit leads to it. */
  readonly above: boolean;
  /** Lanes that end in it, and come from above. */
  readonly joins: readonly number[];
  /** Lanes in which its parents follow. */
  readonly below: readonly number[];
  /** Whether it has a parent beside the first, which is not listed: that of a merge. */
  readonly merged: boolean;
}

/** Lay out commits in lanes: a merge of what is not listed ends beside its first parent's. */
export function lanesOf(commits: readonly Knot[]): Row[] {
  const listed = new Set(commits.map((each) => each.commit));
  const lanes: (string | null)[] = [];
  return commits.map(({ commit, parents }) => {
    const waiting = lanes.flatMap((each, lane) => (each === commit ? [lane] : []));
    const at = waiting[0] ?? free(lanes);
    const past = lanes.flatMap((each, lane) => (each !== null && each !== commit ? [lane] : []));
    for (const lane of waiting) lanes[lane] = null;
    const below = parents
      .filter((each) => listed.has(each))
      .map((parent, index) => {
        const there = lanes.indexOf(parent);
        const lane = there >= 0 ? there : index === 0 ? at : free(lanes);
        lanes[lane] = parent;
        return lane;
      });
    const merged = parents.slice(1).some((each) => !listed.has(each));
    return { at, past, above: waiting.length > 0, joins: waiting.slice(1), below, merged };
  });
}

function free(lanes: (string | null)[]): number {
  const there = lanes.indexOf(null);
  if (there >= 0) return there;
  lanes.push(null);
  return lanes.length - 1;
}
