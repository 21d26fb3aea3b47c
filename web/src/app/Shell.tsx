/** What stands around every page: where one may go, who one is, what is under way. */
import { Button } from "@blueprintjs/core";
import { Menu, Search } from "@blueprintjs/icons";
import { Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useKeys } from "../ui/keys";
import { AsOf } from "./AsOf";
import { useAccountPreferences } from "./account";
import { BranchSwitch } from "./BranchSwitch";
import { CopyLink } from "./CopyLink";
import { Crumbs } from "./Crumbs";
import { useMenu } from "./menu";
import { Sidebar } from "./Sidebar";
import { Tray } from "./Tray";

const Palette = lazy(async () => ({ default: (await import("./Palette")).Palette }));
const KeyHelp = lazy(async () => ({ default: (await import("./KeyHelp")).KeyHelp }));

export function Shell() {
  const { t } = useTranslation();
  const menu = useMenu();
  const [asked, setAsked] = useState<"palette" | "keys" | null>(null);
  useShellKeys(setAsked, menu.toggle);
  useAccountPreferences();
  return (
    <div className={menu.folded ? "shell folded" : "shell"}>
      <a className="skip" href="#content">
        {t("shell.skip")}
      </a>
      {menu.shown ? <Sidebar folded={menu.folded} /> : null}
      <div className="main">
        <header className="top">
          <Button
            variant="minimal"
            icon={<Menu />}
            aria-label={t("shell.fold")}
            ref={menu.button}
            aria-expanded={menu.shown && !menu.folded}
            onClick={menu.toggle}
          />
          <Crumbs />
          <BranchSwitch />
          <AsOf />
          <CopyLink />
          <span className="grow" />
          <Button variant="outlined" size="small" icon={<Search />} onClick={() => setAsked("palette")}>
            <span className="word">{t("shell.palette")}</span> <kbd>Ctrl K</kbd>
          </Button>
          <Tray />
        </header>
        <main id="content" tabIndex={-1} inert={menu.over}>
          <Outlet />
        </main>
      </div>
      <Suspense fallback={null}>
        {asked === "palette" ? <Palette onClose={() => setAsked(null)} /> : null}
        {asked === "keys" ? <KeyHelp onClose={() => setAsked(null)} /> : null}
      </Suspense>
    </div>
  );
}

function useShellKeys(ask: (what: "palette" | "keys") => void, fold: () => void): void {
  const navigate = useNavigate();
  const { db } = useParams({ strict: false });
  const inside = db === undefined ? undefined : { db };
  useKeys({
    "mod+k": () => ask("palette"),
    "?": () => ask("keys"),
    "[": fold,
    "/": () => document.querySelector<HTMLInputElement>("[data-search]")?.focus(),
    "g h": () => void navigate({ to: "/" }),
    ...(inside && {
      "g e": () => void navigate({ to: "/db/$db/explore", params: inside }),
      "g o": () => void navigate({ to: "/db/$db/ontology", params: inside }),
      "g c": () => void navigate({ to: "/db/$db/changes", params: inside }),
      "g i": () => void navigate({ to: "/db/$db/imports", params: inside }),
      "g a": () => void navigate({ to: "/db/$db/activity", params: inside }),
      "g s": () => void navigate({ to: "/db/$db/settings", params: inside }),
    }),
  });
}
