// The button that opens the dialog, for readers who may mark.

import { EyeOff } from "lucide-react";
import { useSession } from "../../app/session";
import { IconButton } from "../../ui/Button";
import type { FunctionEvent } from "../model/shape";
import { openMarking } from "./marking";
import type { Part } from "./parts";

/** Says whether the reader may mark something as personal. */
export function useMayMark(): boolean {
  const session = useSession();
  return session.sees_personal && session.permissions.includes("annotate");
}

export function MarkAction({ part }: { part: Part | undefined }) {
  if (!useMayMark() || part === undefined) return null;
  return (
    <IconButton label="Mark as personal" keys="M" tabIndex={-1} icon={<EyeOff />} onClick={() => openMarking(part)} />
  );
}

/** The same for the values of a function event; what only lines tell of has none. */
export function MarkEvent({ event }: { event: FunctionEvent }) {
  if (event.id === null) return null;
  return <MarkAction part={{ kind: "function_event", id: event.id, fields: event.fields }} />;
}
