/** The console as a person meets it, in jsdom. */
import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { makeQueries } from "../src/api/queries";
import { holdToken } from "../src/api/token";
import { Configured } from "../src/app/configured";
import { leaveWithoutToken } from "../src/app/leaving";
import { makeRouter } from "../src/app/router";

export interface Opened {
  readonly user: ReturnType<typeof userEvent.setup>;
  readonly router: ReturnType<typeof makeRouter>;
  readonly container: HTMLElement;
  readonly queries: ReturnType<typeof makeQueries>;
}

let leaving: () => void = () => undefined;

/** Forget the console that was open. */
export function close(): void {
  leaving();
}

/** Open a page, signed in unless told otherwise. */
export function open(path: string, { token = "a-token" }: { token?: string | null } = {}): Opened {
  holdToken(token);
  const router = makeRouter(createMemoryHistory({ initialEntries: [path] }));
  const queries = makeQueries();
  leaving = leaveWithoutToken(router, queries);
  const { container } = render(
    <Configured value={{}}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </Configured>,
  );
  return { user: userEvent.setup(), router, container, queries };
}

/** What axe finds wrong; contrast is the browser suite's, which has colours. */
export async function violations(container: Element): Promise<string[]> {
  const told = await axe.run(container, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    rules: { "color-contrast": { enabled: false } },
  });
  return told.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
