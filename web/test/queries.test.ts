import { QueryObserver } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { makeQueries } from "../src/api/queries";

it("a first read that is under way when something changes is asked anew", async () => {
  const queries = makeQueries();
  const answers: ((said: string) => void)[] = [];
  const seen = new QueryObserver(queries, {
    queryKey: ["shop", "audit"],
    queryFn: () => new Promise<string>((resolve) => answers.push(resolve)),
  });
  const stop = seen.subscribe(() => undefined);

  const done = queries.invalidateQueries({ queryKey: ["shop"] });
  answers[0]?.("before");
  await new Promise((resolve) => setTimeout(resolve, 0));
  answers[1]?.("after");
  await done;

  expect(seen.getCurrentResult().data).toBe("after");
  stop();
});
