/** What shows the kinds of links of an instance, once they are there: of one that has none, that is said. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ontology } from "../../api/queries";
import { Answered, Empty } from "../../ui/Answered";
import { kindsOf } from "./kinds";
import { type Group, type Kind, links, type Which } from "./reads";

/** A kind that is counted is one of now. */
export type Told = Kind & Partial<Pick<Group, "count" | "missing">>;

interface LinkedProps {
  readonly which: Which;
  /** A moment that has been. */
  readonly at: string | undefined;
  readonly children: (kinds: readonly Told[]) => ReactNode;
}

export function Linked({ which, at, children }: LinkedProps) {
  return at === undefined ? <Now which={which}>{children}</Now> : <Then which={which}>{children}</Then>;
}

function Now({ which, children }: Omit<LinkedProps, "at">) {
  const { t } = useTranslation();
  return (
    <Answered
      of={useQuery(links(which))}
      isEmpty={(all) => all.length === 0}
      empty={<Empty title={t("links.none")}>{t("links.noneText")}</Empty>}
    >
      {children}
    </Answered>
  );
}

/** Links of the past are not counted by the platform: its kinds are those of the ontology, which is said. */
function Then({ which, children }: Omit<LinkedProps, "at">) {
  const { t } = useTranslation();
  return (
    <Answered of={useQuery(ontology(which.db))}>
      {({ classes }) => (
        <>
          <p className="muted">{t("links.past")}</p>
          {children(kindsOf(classes, which.class))}
        </>
      )}
    </Answered>
  );
}
