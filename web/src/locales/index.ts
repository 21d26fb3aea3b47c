/** The words of the console: English and Korean have the same keys, or the build fails. */
import i18next, { type TFunction } from "i18next";
import { initReactI18next } from "react-i18next";
import { onPreferences, preferences } from "../ui/preferences";
import { en } from "./en";
import { ko } from "./ko";
import { withParticles } from "./particles";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

export function startWords(): TFunction {
  if (!i18next.isInitialized) {
    const particles = { type: "postProcessor" as const, name: "particles", process: withParticles };
    void i18next
      .use(initReactI18next)
      .use(particles)
      .init({
        postProcess: ["particles"],
        lng: preferences().language,
        fallbackLng: false,
        initAsync: false,
        resources: { en: { translation: en }, ko: { translation: ko } },
        interpolation: { escapeValue: false },
      });
    onPreferences(() => void i18next.changeLanguage(preferences().language));
  }
  return i18next.t;
}
