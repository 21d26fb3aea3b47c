/** What stands for a personal value whose key is gone: erased as somebody asked, or lost with an older copy. */
import { useTranslation } from "react-i18next";

export type How = "erased" | "lost";

export function GoneText({ how }: { readonly how: How }) {
  const { t } = useTranslation();
  return (
    <em className="muted" title={t(`gone.${how}Text`)}>
      {t(`gone.${how}`)}
    </em>
  );
}
