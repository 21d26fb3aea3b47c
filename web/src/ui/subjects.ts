/** Subjects as they are typed: parted by commas, each once. */

export function subjectsIn(text: string): string[] {
  return [...new Set(text.split(",").map((each) => each.trim()))].filter((each) => each !== "");
}
