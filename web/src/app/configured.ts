/** The stage's configuration, for whatever is inside. */
import { createContext, useContext } from "react";
import type { Config } from "./config";

export const Configured = createContext<Config>({});

export function useConfig(): Config {
  return useContext(Configured);
}
