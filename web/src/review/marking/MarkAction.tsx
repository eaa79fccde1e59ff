// The button that opens the dialog, for readers who may mark.

import { EyeOff } from "lucide-react";
import { useSession } from "../../app/session";
import { IconButton } from "../../ui/Button";
import { openMarking } from "./marking";
import type { Part } from "./parts";

/** Says whether the reader may mark something as personal. */
export function useMayMark(): boolean {
  const session = useSession();
  return session.sees_personal && session.permissions.includes("annotate");
}

export function MarkAction({ part }: { part: Part }) {
  if (!useMayMark()) return null;
  return (
    <IconButton
      label="Mark as personal"
      keys="M"
      tabIndex={-1}
      icon={<EyeOff />}
      onClick={() => openMarking(part)}
    />
  );
}
