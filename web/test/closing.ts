/** The last line of a run: how many tests passed and failed, and nothing else. */
import type { Reporter, TestModule } from "vitest/node";

export default class Closing implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const passed = states.filter((state) => state === "passed").length;
    const failed = states.filter((state) => state === "failed").length + errors.length;
    const broken = modules.filter((module) => module.state() === "failed" && module.errors().length > 0).length;
    // Last of all: after what the default reporter sums up.
    process.once("exit", () => process.stdout.write(`${passed} passed, ${failed + broken} failed\n`));
  }
}
