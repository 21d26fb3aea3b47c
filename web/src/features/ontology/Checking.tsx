/** A draft is checked while it is typed: problems, how grave each change is, and how many instances it concerns. */
import { Callout, InputGroup } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf, type Schemas } from "../../api/client";
import { writeExact } from "../../api/numbers";
import { keepWithin } from "../../api/queries";
import type { Problem } from "../../api/trouble";
import { Answered } from "../../ui/Answered";
import { DiffList } from "../../ui/DiffList";
import { useDraft } from "../../ui/draft";
import { Field } from "../../ui/Field";
import { Said } from "../../ui/Trouble";
import type { Operation } from "./shape";

export type Waiver = Schemas["Waiver"];
type Check = Schemas["Check"];

interface Checked {
  readonly db: string;
  readonly branch: string;
  /** What the draft is of. */
  readonly place: string;
  readonly changes: readonly Operation[];
  /** Told of what is wrong, whenever that changes. */
  readonly onProblems: (problems: readonly Problem[]) => void;
  readonly children: (check: Check | undefined, waivers: readonly Waiver[]) => ReactNode;
}

const PAUSE = 400;

/** Where the reasons of a draft are kept. */
export function waiversOf(place: string): string {
  return `waivers ${place}`;
}

export function Checking({ db, branch, place, changes, onProblems, children }: Checked) {
  const { t } = useTranslation();
  const draft = useDraft<Readonly<Record<string, string>>>(waiversOf(place));
  const reasons = draft.content ?? {};
  const waivers = Object.entries(reasons)
    .filter(([, reason]) => reason.trim() !== "")
    .map(([path, reason]) => ({ path, reason }));
  const settled = useSettled(writeExact({ changes, waivers }));
  const check = useQuery({
    queryKey: [db, "check", branch, settled],
    queryFn: () => {
      const body = { changes: [...changes], ...(waivers.length > 0 && { waive: waivers }) };
      return dataOf(
        api.POST("/api/v1/database/{db}/ontology/check", { params: { path: { db }, query: { branch } }, body }),
      );
    },
    placeholderData: keepWithin(db),
  });
  const current =
    settled === writeExact({ changes, waivers }) && !check.isPlaceholderData && !check.error ? check.data : undefined;
  const gated = gatedPaths(check.data, reasons);
  const problems = current?.problems;
  useEffect(() => {
    if (problems !== undefined) onProblems(problems);
    return () => onProblems([]);
  }, [problems, onProblems]);
  return (
    <>
      <h3 className="bp6-heading">{t("ontology.check")}</h3>
      <Answered of={check}>
        {({ problems, changes: told, affected }) => (
          <div className="stack">
            {problems.length > 0 ? (
              <Callout intent="danger" title={t("ontology.problems", { count: problems.length })} compact role="alert">
                <ul>
                  {problems.map((problem, index) => (
                    <li key={index}>
                      <Said problem={plain(problem)} /> {problem.path ? <code>{problem.path}</code> : null}
                    </li>
                  ))}
                </ul>
              </Callout>
            ) : (
              <Callout intent="success" compact role="status">
                {t("ontology.fine")} {affected > 0 ? t("ontology.affected", { count: affected }) : null}
              </Callout>
            )}
            <DiffList changes={told} />
          </div>
        )}
      </Answered>
      {gated.map((path) => (
        <Field key={path} id={`waive ${path}`} label={t("ontology.waive", { path })} help={t("ontology.waiveHelp")}>
          <InputGroup
            id={`waive ${path}`}
            value={reasons[path] ?? ""}
            onValueChange={(reason) => draft.keep({ ...reasons, [path]: reason })}
          />
        </Field>
      ))}
      {children(current, waivers)}
    </>
  );
}

/** Places that may break where somebody says why: those that are refused, and those that a waiver was written for. */
function gatedPaths(check: Check | undefined, reasons: Readonly<Record<string, string>>): string[] {
  const refused = (check?.needs ?? []).filter((each) => each.waivable).map((each) => each.path);
  const waived = Object.keys(reasons).filter((path) => check?.changes.some((each) => each.path.startsWith(path)));
  return [...new Set([...refused, ...waived])];
}

/** How a breaking change is waived is told by the fields below, not in the words of the API. */
function plain(problem: Problem): Problem {
  const { hint: _, ...rest } = problem;
  return problem.code === "breaking_change" ? rest : problem;
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
