/** A field of a form: its name, its help, and what the platform says is wrong with it. */
import type { ReactNode } from "react";
import type { Problem } from "../api/trouble";
import { Said } from "./Trouble";

interface Parts {
  readonly id: string;
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly problems?: readonly Problem[];
  readonly children: ReactNode;
}

export function Field({ id, label, help, problems = [], children }: Parts) {
  return (
    <div className={problems.length > 0 ? "field wrong" : "field"}>
      <label className="bp6-label" htmlFor={id}>
        {label}
      </label>
      {children}
      {problems.length > 0 || help ? (
        <div id={`${id}-help`} className="help">
          {problems.map((problem, index) => (
            <div key={index} className="problem">
              <Said problem={problem} />
            </div>
          ))}
          {problems.length === 0 ? help : null}
        </div>
      ) : null}
    </div>
  );
}
