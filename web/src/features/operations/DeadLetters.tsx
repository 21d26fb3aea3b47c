/** What is stuck: dead letters grouped by type and error, redriven or discarded, one or a group. */
import { Button, Tag } from "@blueprintjs/core";
import { infiniteQueryOptions, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, read, type Schemas } from "../../api/client";
import { Answered, Empty } from "../../ui/Answered";
import { Ask } from "../../ui/Dialogs";
import { Table } from "../../ui/Table";
import { TimeText } from "../../ui/TimeText";

type DeadLetter = Schemas["DeadLetter"];

const letters = infiniteQueryOptions({
  queryKey: ["all", "ops", "dead-letters"],
  queryFn: async ({ pageParam }) => {
    const query = { limit: 200, ...(pageParam !== "" && { cursor: pageParam }) };
    return (await read(api.GET("/api/v1/admin/dead-letters", { params: { query } }))).body;
  },
  initialPageParam: "",
  getNextPageParam: (page) => page.meta.next_cursor,
});

interface Deed {
  readonly what: "redrive" | "discard";
  readonly letters: readonly DeadLetter[];
}

export function DeadLetters() {
  const { t } = useTranslation();
  const found = useInfiniteQuery(letters);
  const [deed, setDeed] = useState<Deed | null>(null);
  return (
    <div className="stack">
      <Answered
        of={found}
        isEmpty={({ pages }) => pages[0]?.data.length === 0}
        empty={<Empty title={t("dead.none")}>{t("dead.noneText")}</Empty>}
      >
        {({ pages }) => (
          <div className="stack">
            {[...grouped(pages.flatMap((page) => page.data)).entries()].map(([key, group]) => (
              <Group key={key} letters={group} onDeed={setDeed} />
            ))}
          </div>
        )}
      </Answered>
      {found.hasNextPage ? (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t("act.more")}
        </Button>
      ) : null}
      {deed === null ? null : <Doing deed={deed} onClose={() => setDeed(null)} />}
    </div>
  );
}

function grouped(all: readonly DeadLetter[]): Map<string, DeadLetter[]> {
  return Map.groupBy(all, (each) => `${each.type ?? "?"} ${each.error}`);
}

function Group({ letters: all, onDeed }: { letters: readonly DeadLetter[]; onDeed: (deed: Deed) => void }) {
  const { t } = useTranslation();
  const times = all.map((each) => each.parked_at).toSorted();
  const open = all.filter((each) => each.state.toLowerCase() === "parked");
  return (
    <section className="card stack">
      <div className="row">
        <strong>{all[0]?.type ?? t("dead.unread")}</strong>
        <Tag minimal>{t("dead.count", { count: all.length })}</Tag>
        <span className="grow" />
        <Button size="small" disabled={open.length === 0} onClick={() => onDeed({ what: "redrive", letters: open })}>
          {t("dead.redriveAll", { count: open.length })}
        </Button>
        <Button size="small" disabled={open.length === 0} onClick={() => onDeed({ what: "discard", letters: open })}>
          {t("dead.discardAll", { count: open.length })}
        </Button>
      </div>
      <div className="problem">{all[0]?.error}</div>
      <div className="muted">
        {t("dead.first")} <TimeText at={times[0]} precise /> · {t("dead.last")} <TimeText at={times.at(-1)} precise />
      </div>
      <Table
        label={t("ops.view.dead-letters")}
        head={[
          t("dead.key"),
          t("activity.command"),
          t("dead.attempts"),
          t("activity.state"),
          t("activity.at"),
          t("changes.deeds"),
        ]}
      >
        {all.map((each) => (
          <tr key={each.id}>
            <td>
              <code>{each.key}</code>
            </td>
            <td>{each.command_id?.slice(0, 8) ?? "–"}</td>
            <td className="number">{each.attempts}</td>
            <td>{each.state}</td>
            <td>
              <TimeText at={each.parked_at} />
            </td>
            <td>
              <span className="row">
                <Button
                  size="small"
                  disabled={!open.includes(each)}
                  onClick={() => onDeed({ what: "redrive", letters: [each] })}
                >
                  {t("dead.redrive")}
                </Button>
                <Button
                  size="small"
                  disabled={!open.includes(each)}
                  onClick={() => onDeed({ what: "discard", letters: [each] })}
                >
                  {t("dead.discard")}
                </Button>
              </span>
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

function Doing({ deed, onClose }: { deed: Deed; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const discard = deed.what === "discard";
  async function run(reason: string) {
    setBusy(true);
    try {
      for (const { id } of deed.letters) await one(deed.what, id, reason);
      onClose();
    } catch (cause) {
      setError(cause);
      setBusy(false);
    } finally {
      await queries.invalidateQueries({ queryKey: ["all", "ops"] });
    }
  }
  return (
    <Ask
      open
      title={t(discard ? "dead.discardTitle" : "dead.redriveTitle", { count: deed.letters.length })}
      act={t(discard ? "dead.discard" : "dead.redrive")}
      intent={discard ? "danger" : "primary"}
      {...(discard && { reason: "required" as const, typed: t("dead.word") })}
      busy={busy}
      error={error}
      onClose={onClose}
      onAct={(reason) => void run(reason)}
    >
      <p>{t(discard ? "dead.discardText" : "dead.redriveText")}</p>
    </Ask>
  );
}

async function one(what: Deed["what"], id: string, reason: string): Promise<void> {
  const params = { path: { id } };
  const headers = { Prefer: "wait=5", "Idempotency-Key": crypto.randomUUID() };
  if (what === "redrive") await read(api.POST("/api/v1/admin/dead-letters/{id}/redrive", { params, headers }));
  else await read(api.POST("/api/v1/admin/dead-letters/{id}/discard", { params, headers, body: { reason } }));
}
