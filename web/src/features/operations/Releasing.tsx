/** Before dead letters are redriven or discarded: how many there are, by a dry run, and why. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Ask } from "../../ui/Dialogs";
import { type Deed, release } from "./letters";

export function Releasing({ deed, onClose }: { readonly deed: Deed; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const discard = deed.what === "discard";
  const tried = useQuery({
    queryKey: ["all", "tried", deed],
    queryFn: () => release(deed, t("dead.trying"), true),
    gcTime: 0,
    staleTime: 0,
  });
  const run = useMutation({
    mutationFn: (reason: string) => release(deed, reason, false),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ["all", "ops"] }),
  });
  const count = tried.data ?? 0;
  return (
    <Ask
      open
      title={t(discard ? "dead.discardTitle" : "dead.redriveTitle", { count })}
      about={JSON.stringify(deed)}
      act={t(discard ? "dead.discard" : "dead.redrive")}
      intent={discard ? "danger" : "primary"}
      {...(discard && { reason: "required" as const, typed: t("dead.word") })}
      disabled={count === 0}
      busy={run.isPending || tried.isPending}
      error={run.error ?? tried.error}
      onClose={onClose}
      onAct={(reason) => run.mutate(reason)}
    >
      <p>{t(discard ? "dead.discardText" : "dead.redriveText")}</p>
    </Ask>
  );
}
