/** The dead letters of one kind: released one by one, or those that are chosen. */
import { Button, Checkbox } from "@blueprintjs/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PagedTable } from "../../ui/PagedTable";
import { TimeText } from "../../ui/TimeText";
import { type DeadLetter, type Deed, isFirst, type LetterState, letters, type Meant } from "./letters";

interface Listed {
  readonly meant: Meant;
  readonly onDeed: (deed: Deed) => void;
}

const DEEDS = ["redrive", "discard"] as const;

export function Letters({ meant, onDeed }: Listed) {
  const { t } = useTranslation();
  const found = useInfiniteQuery(letters(meant));
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const all = (found.data?.pages ?? []).flatMap(({ data }) => data).filter(isFirst);
  // What was released meanwhile is chosen no more.
  const chosen = all.map(({ id }) => id).filter((id) => marked.has(id));
  const mark = (id: string) => {
    const next = new Set(marked);
    if (!next.delete(id)) next.add(id);
    setMarked(next);
  };
  return (
    <>
      <div className="row">
        <Checkbox
          className="inline"
          disabled={all.length === 0}
          checked={all.length > 0 && chosen.length === all.length}
          indeterminate={chosen.length > 0 && chosen.length < all.length}
          label={t("dead.chooseAll")}
          onChange={() => setMarked(new Set(chosen.length === all.length ? [] : all.map(({ id }) => id)))}
        />
        <span className="grow" />
        {DEEDS.map((what) => (
          <Button
            key={what}
            size="small"
            disabled={chosen.length === 0}
            onClick={() => onDeed({ what, of: { ids: chosen } })}
          >
            {t(`dead.${what}Chosen`, { count: chosen.length })}
          </Button>
        ))}
      </div>
      <PagedTable
        of={found}
        label={t("ops.view.dead-letters")}
        head={[
          t("dead.chosen"),
          t("dead.key"),
          t("activity.command"),
          t("dead.attempts"),
          t("activity.state"),
          t("activity.at"),
          t("changes.deeds"),
        ]}
        empty={<p className="muted">{t("dead.none")}</p>}
      >
        {(each) => (
          <Letter
            key={each.id}
            letter={each}
            chosen={marked.has(each.id)}
            onMark={() => mark(each.id)}
            onDeed={onDeed}
          />
        )}
      </PagedTable>
    </>
  );
}

interface One {
  readonly letter: DeadLetter;
  readonly chosen: boolean;
  readonly onMark: () => void;
  readonly onDeed: (deed: Deed) => void;
}

function Letter({ letter, chosen, onMark, onDeed }: One) {
  const { t } = useTranslation();
  const first = isFirst(letter);
  return (
    <tr>
      <td>
        <Checkbox
          className="inline"
          aria-label={t("dead.choose", { key: letter.key })}
          disabled={!first}
          checked={first && chosen}
          onChange={onMark}
        />
      </td>
      <td>
        <code>{letter.key}</code>
      </td>
      <td>{letter.command_id?.slice(0, 8) ?? "–"}</td>
      <td className="number">{letter.attempts}</td>
      <td>{t(`dead.state.${letter.state as LetterState}`)}</td>
      <td>
        <TimeText at={letter.parked_at} />
      </td>
      <td>
        <span className="row">
          {DEEDS.map((what) => (
            <Button
              key={what}
              size="small"
              disabled={!first}
              title={first ? undefined : t("dead.waits")}
              onClick={() => onDeed({ what, of: { ids: [letter.id] } })}
            >
              {t(`dead.${what}`)}
            </Button>
          ))}
        </span>
      </td>
    </tr>
  );
}
