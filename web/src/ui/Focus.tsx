import { useLayoutEffect, useRef, type FocusEvent, type ReactElement } from "react";

/** Gives focus back to an element, if it is still there and nobody has moved focus elsewhere meanwhile. */
export function giveBack(element: Element | null): boolean {
  if (!(element instanceof HTMLElement) || element === document.body || !element.isConnected) return false;
  element.focus({ preventScroll: true });
  return document.activeElement === element;
}

/** Focuses what a person comes to a place for: the choice that holds, else the first field, else the first button. */
export function focusFirst(place: HTMLElement): void {
  const found =
    place.querySelector<HTMLElement>("input:checked:enabled") ??
    place.querySelector<HTMLElement>("input:enabled:not([type=hidden]), textarea:enabled, select:enabled") ??
    place.querySelector<HTMLElement>("button:enabled");
  (found ?? place).focus();
}

/** For a field that one leaves with Escape: focus goes to where it was before, or elsewhere if that is gone. */
export function useWayBack(elsewhere?: () => void) {
  const cameFrom = useRef<Element>(null);
  return {
    onFocus: (event: FocusEvent) => {
      cameFrom.current = event.relatedTarget;
    },
    leave: (field: HTMLElement) => {
      if (giveBack(cameFrom.current)) return;
      field.blur();
      elsewhere?.();
    },
  };
}

export interface FocusReturn {
  /** Goes inside of what opens, and sees where the focus was before it moved in. */
  look: ReactElement;
  /** For what closes: focus goes to where it was, and where that is gone, to what opened it. */
  onCloseAutoFocus: (event: Event) => void;
}

/** A menu that a key opened gives focus back to the row one was on, and not to a button one never touched. */
export function useFocusReturn(): FocusReturn {
  const before = useRef<Element>(null);
  return {
    look: (
      <Opening
        onOpen={() => {
          before.current = document.activeElement;
        }}
      />
    ),
    onCloseAutoFocus: (event) => {
      const isElsewhere = document.activeElement !== document.body;
      if (isElsewhere || giveBack(before.current)) event.preventDefault();
    },
  };
}

/** Tells of the moment at which what it stands in is there and has not taken the focus yet. */
function Opening({ onOpen }: { onOpen: () => void }): null {
  const told = useRef(onOpen);
  useLayoutEffect(() => told.current(), []);
  return null;
}
