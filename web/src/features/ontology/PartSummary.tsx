/** The line that stands for a part of a class while it is folded: its problems are seen there, too. */
import type { ReactNode } from "react";
import { Replacing } from "../../ui/hints";
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
          {/* A line that unfolds has no buttons in it. */}
          <Replacing value={undefined}>
            <Said problem={problem} />
          </Replacing>
        </div>
      ))}
    </summary>
  );
}
