/** Which keys do what. */
import { Dialog, DialogBody } from "@blueprintjs/core";
import { useTranslation } from "react-i18next";
import { SingleKeys } from "../ui/Switches";

const KEYS = [
  ["Ctrl K", "keys.palette"],
  ["/", "keys.search"],
  ["[", "keys.fold"],
  ["g h", "keys.home"],
  ["g e", "keys.explore"],
  ["g o", "keys.ontology"],
  ["g c", "keys.changes"],
  ["g i", "keys.imports"],
  ["g a", "keys.activity"],
  ["g s", "keys.settings"],
  ["?", "keys.help"],
] as const;

export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog isOpen title={t("keys.title")} onClose={onClose} shouldReturnFocusOnClose>
      <DialogBody>
        <dl className="keys">
          {KEYS.map(([key, meaning]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{t(meaning)}</dd>
            </div>
          ))}
        </dl>
        <SingleKeys />
      </DialogBody>
    </Dialog>
  );
}
