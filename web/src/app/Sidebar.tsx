/** Where one may go: what a role cannot see is absent. */
import { Button, HTMLSelect } from "@blueprintjs/core";
import { Cog, Cube, Diagnosis, GitMerge, History, Home, Import, LogOut, Pulse, Th } from "@blueprintjs/icons";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { databases, me } from "../api/queries";
import { useLabel } from "../ui/labels";
import { usePerson } from "../ui/Person";
import { LanguageSwitch, ThemeSwitch, ZoneSwitch } from "../ui/Switches";
import { useConfig } from "./configured";
import { signOut } from "./leaving";

const PLACES = [
  { to: "/db/$db", key: "overview", icon: <Diagnosis />, exact: true },
  { to: "/db/$db/explore", key: "explore", icon: <Th />, exact: false },
  { to: "/db/$db/ontology", key: "ontology", icon: <Cube />, exact: false },
  { to: "/db/$db/changes", key: "changes", icon: <GitMerge />, exact: false },
  { to: "/db/$db/imports", key: "imports", icon: <Import />, exact: false },
  { to: "/db/$db/activity", key: "activity", icon: <History />, exact: false },
  { to: "/db/$db/settings", key: "settings", icon: <Cog />, exact: false },
] as const;

export function Sidebar({ folded }: { readonly folded: boolean }) {
  const { t } = useTranslation();
  const { db } = useParams({ strict: false });
  const { data: who } = useQuery(me);
  return (
    <div className="sidebar">
      <div className="brand">{folded ? "SH" : "Spice Harvester"}</div>
      {folded ? null : <DatabaseSwitch />}
      <nav aria-label={t("shell.navigation")}>
        <ul className="plain">
          <Place folded={folded} icon={<Home />} label={t("nav.home")}>
            {(inner) => (
              <Link to="/" activeOptions={{ exact: true }} className="place" title={t("nav.home")}>
                {inner}
              </Link>
            )}
          </Place>
          {db === undefined
            ? null
            : PLACES.map(({ to, key, icon, exact }) => (
                <Place key={key} folded={folded} icon={icon} label={t(`nav.${key}`)}>
                  {(inner) => (
                    <Link
                      to={to}
                      params={{ db }}
                      activeOptions={{ exact, includeSearch: false }}
                      className="place"
                      title={t(`nav.${key}`)}
                    >
                      {inner}
                    </Link>
                  )}
                </Place>
              ))}
          {who?.admin ? (
            <Place folded={folded} icon={<Pulse />} label={t("nav.operations")}>
              {(inner) => (
                <Link to="/ops" className="place" title={t("nav.operations")}>
                  {inner}
                </Link>
              )}
            </Place>
          ) : null}
        </ul>
      </nav>
      <span className="grow" />
      {folded ? null : (
        <div className="switches">
          <LanguageSwitch />
          <ZoneSwitch />
          <ThemeSwitch />
        </div>
      )}
      <Account folded={folded} />
    </div>
  );
}

interface Placed {
  readonly folded: boolean;
  readonly icon: ReactNode;
  readonly label: string;
  readonly children: (inner: ReactNode) => ReactNode;
}

function Place({ folded, icon, label, children }: Placed) {
  return (
    <li>
      {children(
        <>
          <span aria-hidden="true">{icon}</span>
          <span className={folded ? "only-spoken" : undefined}>{label}</span>
        </>,
      )}
    </li>
  );
}

function DatabaseSwitch() {
  const { t } = useTranslation();
  const { db } = useParams({ strict: false });
  const navigate = useNavigate();
  const label = useLabel();
  const { data = [] } = useQuery(databases);
  return (
    <HTMLSelect
      fill
      aria-label={t("shell.database")}
      value={db ?? ""}
      onChange={(event) => {
        const to = event.target.value;
        void (to === "" ? navigate({ to: "/" }) : navigate({ to: "/db/$db", params: { db: to } }));
      }}
    >
      <option value="">{t("shell.chooseDatabase")}</option>
      {db !== undefined && !data.some((each) => each.name === db) ? <option value={db}>{db}</option> : null}
      {data.map((each) => (
        <option key={each.name} value={each.name}>
          {label(each)}
        </option>
      ))}
    </HTMLSelect>
  );
}

function Account({ folded }: { folded: boolean }) {
  const { t } = useTranslation();
  const { data: who } = useQuery(me);
  const name = usePerson(who?.subject);
  const config = useConfig();
  return (
    <div className="account">
      {folded ? null : (
        <Link to="/me" className="grow ellipsis" title={who?.subject} aria-label={t("me.open", { name })}>
          {name}
        </Link>
      )}
      <Button variant="minimal" icon={<LogOut />} aria-label={t("shell.signOut")} onClick={() => signOut(config)} />
    </div>
  );
}
