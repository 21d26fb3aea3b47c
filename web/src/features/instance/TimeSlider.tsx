/** Travel through the versions of an instance: the address says which, the past is read only. */
import { Button } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePerson } from "../../ui/Person";
import { timeText } from "../../ui/TimeText";
import { type InstanceState, isPast, versions, type When, type Which } from "./reads";

interface Sliding {
  readonly which: Which;
  readonly when: When;
  readonly newest: number;
  readonly shown: InstanceState | undefined;
}

const SETTLED = 120;
const LEAP = 10;

export function TimeSlider({ which, when, newest, shown }: Sliding) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: "/db/$db/i/$class/$id" });
  const version = when.version ?? (when.at === undefined ? newest : (shown?.version ?? newest));
  // Where one has pulled it to, until the address says so: a version that comes by itself leads nowhere.
  const [pulled, setAt] = useState<number | null>(null);
  const at = pulled ?? version;
  const { data: all } = useQuery({ ...versions(which), enabled: newest > 1 });
  const seen = shown?.version === at ? { at: shown.updated_at, actor: shown.updated_by, reason: null } : undefined;
  const made = all?.find((each) => each.version === at) ?? seen;
  const writer = usePerson(made?.actor);
  useEffect(() => {
    if (pulled === null) return undefined;
    if (pulled === version) {
      setAt(null);
      return undefined;
    }
    const timer = setTimeout(() => {
      void navigate({
        search: (search) => ({ ...search, at: undefined, v: pulled === newest ? undefined : pulled }),
        replace: true,
      });
    }, SETTLED);
    return () => clearTimeout(timer);
  }, [pulled, version, newest, navigate]);
  if (newest < 2) return null;
  const label = made ? [`v${at}`, timeText(made.at), writer, made.reason].filter(Boolean).join(" · ") : `v${at}`;
  return (
    <div className="slider">
      <label htmlFor="version">{t("instance.travel")}</label>
      <input
        id="version"
        type="range"
        min={1}
        max={newest}
        value={at}
        aria-valuetext={label}
        onChange={(event) => setAt(Number(event.target.value))}
        onKeyDown={(event: KeyboardEvent) => {
          const step = event.key === "ArrowLeft" ? -LEAP : event.key === "ArrowRight" ? LEAP : 0;
          if (step === 0 || !event.shiftKey) return;
          event.preventDefault();
          setAt(Math.max(1, Math.min(newest, at + step)));
        }}
      />
      <span className="number nowrap">{label}</span>
      {isPast(when) ? (
        <Button size="small" onClick={() => setAt(newest)}>
          {t("instance.toNow")}
        </Button>
      ) : null}
    </div>
  );
}
