/** The options of completion while one types: which are shown, which is chosen, and what the keys do with them. */

import { useLayoutEffect, useRef, useState, type RefObject } from "react";
import { complete, completed, type Option } from "./complete";
import type { QueryChoices } from "./names";

export interface CompletionState {
  options: readonly Option[];
  /** The place of the chosen one; -1 while none is, for nothing is typed that one did not choose. */
  chosen: number;
  onType: (text: string, caret: number | null) => void;
  onTake: (option: Option) => void;
  /** Does what a key means here; false if it means nothing here. */
  onKey: (key: string) => boolean;
  close: () => void;
}

const NONE: readonly Option[] = [];

export function useCompletion(
  typed: string,
  setTyped: (text: string) => void,
  input: RefObject<HTMLInputElement | null>,
  choices: QueryChoices,
): CompletionState {
  const [caret, setCaret] = useState<number>();
  const [chosen, setChosen] = useState(-1);
  const wanted = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    input.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = undefined;
  });
  const found = caret === undefined ? undefined : complete(typed, caret, choices);
  const options = found?.options ?? NONE;
  const onType = (text: string, at: number | null): void => {
    setTyped(text);
    setCaret(at ?? text.length);
    setChosen(-1);
  };
  const close = (): void => {
    setCaret(undefined);
    setChosen(-1);
  };
  const onTake = (option: Option): void => {
    if (found === undefined) return;
    const next = completed(typed, found, option);
    wanted.current = next.caret;
    onType(next.text, next.caret);
  };
  const onKey = (key: string): boolean => {
    if (options.length === 0) return false;
    const option = options[chosen];
    if (key === "ArrowDown") setChosen((chosen + 1) % options.length);
    else if (key === "ArrowUp") setChosen(chosen <= 0 ? options.length - 1 : chosen - 1);
    else if (key === "Escape") close();
    else if ((key === "Enter" || key === "Tab") && option !== undefined) onTake(option);
    else return false;
    return true;
  };
  return { options, chosen, onType, onTake, onKey, close };
}
