/** What is stuck: dead letters by type and error, redriven or discarded one by one or all that a filter finds. */
import { Button, HTMLSelect, Tag } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Answered, Empty } from "../../ui/Answered";
import { TimeText } from "../../ui/TimeText";
import { Letters } from "./Letters";
import { type Deed, groups, LETTER_STATES, type LetterGroup, type LetterState, type Meant } from "./letters";
import { Releasing } from "./Releasing";

export function DeadLetters() {
  const { t } = useTranslation();
  const [state, setState] = useState<LetterState | undefined>();
  const found = useQuery(groups(state === undefined ? {} : { state }));
  const [deed, setDeed] = useState<Deed | null>(null);
  return (
    <div className="stack">
      <HTMLSelect
        aria-label={t("activity.state")}
        value={state ?? ""}
        onChange={(event) => setState(LETTER_STATES.find((each) => each === event.target.value))}
      >
        <option value="">{t("activity.anyState")}</option>
        {LETTER_STATES.map((each) => (
          <option key={each} value={each}>
            {t(`dead.state.${each}`)}
          </option>
        ))}
      </HTMLSelect>
      <Answered
        of={found}
        isEmpty={(all) => all.length === 0}
        empty={<Empty title={t("dead.none")}>{t("dead.noneText")}</Empty>}
      >
        {(all) => (
          <div className="stack">
            {all.map((group) => (
              <Group key={`${group.type} ${group.error}`} group={group} state={state} onDeed={setDeed} />
            ))}
          </div>
        )}
      </Answered>
      {deed === null ? null : <Releasing deed={deed} onClose={() => setDeed(null)} />}
    </div>
  );
}

interface Grouped {
  readonly group: LetterGroup;
  readonly state: LetterState | undefined;
  readonly onDeed: (deed: Deed) => void;
}

function Group({ group, state, onDeed }: Grouped) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { type, error, count, waiting } = group;
  const meant: Meant = { error, ...(type !== null && { type }), ...(state !== undefined && { state }) };
  const first = count - waiting;
  return (
    <section className="card stack" aria-label={type ?? t("dead.unread")}>
      <div className="row">
        <strong>{type ?? t("dead.unread")}</strong>
        <Tag minimal>{t("dead.count", { count })}</Tag>
        {waiting > 0 ? <span className="muted">{t("dead.followers", { count: waiting })}</span> : null}
        <span className="grow" />
        <Button size="small" disabled={first === 0} onClick={() => onDeed({ what: "redrive", of: meant })}>
          {t("dead.redriveAll", { count: first })}
        </Button>
        <Button size="small" disabled={first === 0} onClick={() => onDeed({ what: "discard", of: meant })}>
          {t("dead.discardAll", { count: first })}
        </Button>
        <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("dead.show")}
        </Button>
      </div>
      <div className="problem">{error}</div>
      <div className="muted">
        {t("dead.first")} <TimeText at={group.first_at} precise /> · {t("dead.last")}{" "}
        <TimeText at={group.last_at} precise />
      </div>
      {open ? <Letters meant={meant} onDeed={onDeed} /> : null}
    </section>
  );
}
