/** What a person does with the console, from the first database to a merge; each fact stands on those before it. */
import { EVERY_PAGE } from "./facts/every-page.ts";
import { EXPLORING } from "./facts/exploring.ts";
import { IMPORTING } from "./facts/importing.ts";
import { INSTANCES } from "./facts/instances.ts";
import { KEEPING } from "./facts/keeping.ts";
import { ONTOLOGY } from "./facts/ontology.ts";
import { OPERATING } from "./facts/operating.ts";
import { VISITING } from "./facts/visiting.ts";
import type { Facts } from "./facts/world.ts";

export const FACTS: Facts = {
  ...EXPLORING,
  ...INSTANCES,
  ...ONTOLOGY,
  ...IMPORTING,
  ...KEEPING,
  ...OPERATING,
  ...VISITING,
  ...EVERY_PAGE,
};
