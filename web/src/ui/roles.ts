/** What a role may do in a database, as the API decides it; the console only disables what would be refused. */
import { useQuery } from "@tanstack/react-query";
import { me } from "../api/queries";

export type RoleName = "viewer" | "editor" | "modeler" | "owner";
const ORDER: readonly RoleName[] = ["viewer", "editor", "modeler", "owner"];

export interface May {
  readonly role: RoleName | undefined;
  readonly admin: boolean;
  readonly subject: string | undefined;
  readonly least: (role: RoleName) => boolean;
}

export function useMay(db: string): May {
  const { data } = useQuery(me);
  const role = data?.roles[db];
  return {
    role,
    admin: data?.admin ?? false,
    subject: data?.subject,
    least: (wanted) => role !== undefined && ORDER.indexOf(role) >= ORDER.indexOf(wanted),
  };
}
