/** A field of a form: its name, its help, and what the platform says is wrong with it. */
import { type ReactNode, useEffect } from "react";
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
  const told = problems.length > 0 || Boolean(help);
  const wrong = problems.length > 0;
  // The field itself is the caller's, of whatever kind: what is said below is tied to it by its id.
  useEffect(() => {
    const field = document.getElementById(id);
    if (told) field?.setAttribute("aria-describedby", `${id}-help`);
    else field?.removeAttribute("aria-describedby");
    if (wrong) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  }, [id, told, wrong]);
  return (
    <div className={wrong ? "field wrong" : "field"}>
      <label className="bp6-label" htmlFor={id}>
        {label}
      </label>
      {children}
      {told ? (
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
