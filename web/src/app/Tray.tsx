/** The commands that this page gave, and how each stands. */
import { Button, PopoverNext, Spinner } from "@blueprintjs/core";
import { Inbox } from "@blueprintjs/icons";
import { useTranslation } from "react-i18next";
import { useTray } from "../api/command";
import { PhaseTag } from "../ui/PhaseTag";

export function Tray() {
  const { t } = useTranslation();
  const commands = useTray();
  const running = commands.filter((each) => each.phase === "accepted").length;
  return (
    <PopoverNext
      placement="bottom-end"
      content={
        <div className="tray">
          <h2 className="bp6-heading">{t("tray.title")}</h2>
          {commands.length === 0 ? <p className="muted">{t("tray.none")}</p> : null}
          <ul className="plain">
            {commands.map((each) => (
              <li key={each.id}>
                <span className="grow">{each.label}</span> <PhaseTag phase={each.phase} />
                {each.trouble ? <div className="problem">{each.trouble.message}</div> : null}
              </li>
            ))}
          </ul>
        </div>
      }
    >
      <Button
        variant="minimal"
        icon={running > 0 ? <Spinner size={16} aria-label={t("tray.running", { count: running })} /> : <Inbox />}
        aria-label={t("tray.title")}
      />
    </PopoverNext>
  );
}
