/** The theme on the page: as chosen, or as the system has it. */
import { onPreferences, preferences } from "../ui/preferences";

export function followTheme(): void {
  const system = globalThis.matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    const { theme, language } = preferences();
    const dark = theme === "dark" || (theme === "system" && system.matches);
    document.body.classList.toggle("bp6-dark", dark);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    document.documentElement.lang = language;
  }
  system.addEventListener("change", apply);
  onPreferences(apply);
  apply();
}
