/** What shows the kinds of links of an instance, once they are there: of one that has none, that is said. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Answered, Empty } from "../../ui/Answered";
import { type Group, links, type Which } from "./reads";

interface LinkedProps {
  readonly which: Which;
  readonly children: (groups: readonly Group[]) => ReactNode;
}

export function Linked({ which, children }: LinkedProps) {
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
