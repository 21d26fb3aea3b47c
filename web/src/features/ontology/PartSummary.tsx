/** The line that stands for a part of a class while it is folded: its problems are seen there, too. */
import type { ReactNode } from "react";
import { Said } from "../../ui/Trouble";
import { useProblemsOf } from "./problems";

interface Summed {
  readonly list: "properties" | "relationships";
  readonly at: number;
  readonly children: ReactNode;
}

export function PartSummary({ list, at, children }: Summed) {
  const problems = useProblemsOf(list, at);
  return (
    <summary>
      {children}
      {problems.map((problem, index) => (
        <div key={index} className="problem">
          <Said problem={problem} />
        </div>
      ))}
    </summary>
  );
}
