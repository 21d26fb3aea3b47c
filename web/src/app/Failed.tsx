/** A page that broke says what went wrong, and is tried again. */
import { useRouter } from "@tanstack/react-router";
import { TroubleNote } from "../ui/Trouble";

export function Failed({ error }: { error: unknown }) {
  const router = useRouter();
  return (
    <div className="page">
      <TroubleNote error={error} retry={() => void router.invalidate()} />
    </div>
  );
}
