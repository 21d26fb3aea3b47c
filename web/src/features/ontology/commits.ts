/** A draft is committed to its branch, or to a new one that is proposed: of that, what is done is not done again. */
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { same } from "../../api/numbers";

type Body = Schemas["OntologyChanges"];

interface Drafted {
  readonly db: string;
  readonly branch: string;
  /** The ETag of what the draft began at. */
  readonly head: string | null;
  /** The branch that is written. */
  readonly to: string;
}

interface Written {
  readonly branch: string;
  readonly body: Body;
}

/** What of a proposal is done, when a later step was refused: it goes on from there. */
interface Done {
  readonly branch: string;
  /** The head that the branch was made of. */
  readonly head: string | null;
  readonly committed: unknown;
  /** Its head since. */
  readonly at: string | null;
}

/** The commit that an ETag names; none where nothing was committed yet. */
function commitOf(etag: string | null): string | undefined {
  return /^"(.+)"$/.exec(etag ?? "")?.[1];
}

export interface Commits {
  readonly commit: (body: Body) => Promise<void>;
  /** Resolves to the number of the pull request. */
  readonly propose: (name: string, body: Body) => Promise<number>;
}

export function useCommits({ db, branch, head, to }: Drafted): Commits {
  const { t } = useTranslation();
  const done = useRef<Done | null>(null);
  const commit = useCommand<Written>({
    db,
    label: t("ontology.committing", { branch: to }),
    send: (written, headers) =>
      api.POST("/api/v1/database/{db}/ontology/changes", {
        params: { path: { db }, query: { branch: written.branch } },
        body: written.body,
        headers,
      }),
  });
  const makeBranch = useCommand<string>({
    db,
    label: t("changes.creatingBranch", { name: to }),
    send: (made, headers) =>
      api.POST("/api/v1/database/{db}/branches", {
        params: { path: { db } },
        // From the draft's own head: what others committed since is merged by the pull request, not undone by it.
        body: { name: made, from: commitOf(head) ?? branch },
        headers,
      }),
  });
  const open = useCommand<Schemas["NewPullRequest"]>({
    db,
    label: t("pull.creating"),
    send: (body, headers) =>
      api.POST("/api/v1/database/{db}/pull-requests", { params: { path: { db } }, body, headers }),
  });

  async function propose(name: string, body: Body): Promise<number> {
    if (done.current?.branch !== name || done.current.head !== head) {
      await makeBranch.give(name);
      done.current = { branch: name, head, committed: null, at: head };
    }
    if (!same(done.current.committed, body.changes)) {
      const { result } = await commit.give({ branch: name, body }, done.current.at);
      const { commit: at } = result as Schemas["CommitResult"];
      done.current = { ...done.current, committed: body.changes, at: at === null ? null : `"${at}"` };
    }
    const opened = await open.give({ source: name, target: branch, title: body.message ?? "" });
    return (opened.result as Schemas["PullResult"]).number;
  }

  return { commit: async (body) => void (await commit.give({ branch, body }, head)), propose };
}
