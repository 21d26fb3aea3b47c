/** What is typed with commas between, each once: subjects, types of events. */

export function listed(text: string): string[] {
  return [...new Set(text.split(",").map((each) => each.trim()))].filter((each) => each !== "");
}
