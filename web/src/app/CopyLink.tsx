/** A link to what is seen: the version, commit or time of now is put into it, where the page has one. */
import { Button } from "@blueprintjs/core";
import { Link as LinkIcon } from "@blueprintjs/icons";
import { useLocation, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { frozen } from "../ui/frozen";

export function CopyLink() {
  const { t } = useTranslation();
  const router = useRouter();
  const { href } = useLocation();
  const [copied, setCopied] = useState<"now" | "always" | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of another page nothing was copied yet
  useEffect(() => setCopied(null), [href]);
  function copy() {
    const held = frozen();
    const { href: path } = router.buildLocation({
      to: ".",
      search: (search: object) => ({ ...search, ...held }),
    } as never);
    void navigator.clipboard
      ?.writeText(new URL(path, globalThis.location.origin).href)
      .then(() => setCopied(held === null ? "now" : "always"));
  }
  return (
    <>
      <Button
        variant="minimal"
        size="small"
        icon={<LinkIcon />}
        aria-label={t("link.copy")}
        title={t("link.copy")}
        onClick={copy}
      />
      <span role="status" className={copied === null ? "only-spoken" : "muted"}>
        {copied === null ? "" : t(copied === "always" ? "link.held" : "link.copied")}
      </span>
    </>
  );
}
