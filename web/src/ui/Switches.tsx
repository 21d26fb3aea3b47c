/** Language, zone and theme: of the account once one is signed in, of this browser before. */
import { HTMLSelect, Switch } from "@blueprintjs/core";
import { useTranslation } from "react-i18next";
import { type Language, prefer, type Theme, usePreferences } from "./preferences";

export function LanguageSwitch() {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return (
    <HTMLSelect
      aria-label={t("shell.language")}
      value={language}
      onChange={(event) => prefer({ language: event.target.value as Language })}
      options={[
        { value: "en", label: "English" },
        { value: "ko", label: "한국어" },
      ]}
    />
  );
}

export function ZoneSwitch() {
  const { t } = useTranslation();
  const { zone } = usePreferences();
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = [...new Set([own, "UTC", zone, ...Intl.supportedValuesOf("timeZone")])];
  return (
    <HTMLSelect
      aria-label={t("shell.zone")}
      value={zone}
      options={zones}
      onChange={(event) => prefer({ zone: event.target.value })}
    />
  );
}

export function ThemeSwitch() {
  const { t } = useTranslation();
  const { theme } = usePreferences();
  const themes: readonly Theme[] = ["system", "light", "dark"];
  return (
    <HTMLSelect
      aria-label={t("shell.theme")}
      value={theme}
      options={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
      onChange={(event) => prefer({ theme: event.target.value as Theme })}
    />
  );
}

export function SingleKeys() {
  const { t } = useTranslation();
  const { singleKeys } = usePreferences();
  return (
    <Switch checked={singleKeys} label={t("shell.singleKeys")} onChange={() => prefer({ singleKeys: !singleKeys })} />
  );
}
