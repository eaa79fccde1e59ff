// The way to a turn by its number, in a call of so many that scrolling to it would be a search.

import { useState } from "react";
import { notify } from "../../app/Notices";
import { useWayBack } from "../../ui/Focus";
import { useReviewContext } from "../reviewContext";
import { turnKey } from "../model/key";
import { missing } from "../model/link";
import styles from "./Toolbar.module.css";

/** Fewer turns than this are found by looking. */
const TURNS_MIN = 12;

export function TurnField() {
  const { review, jump } = useReviewContext();
  const [typed, setTyped] = useState("");
  const { onFocus, leave } = useWayBack();
  const last = review.turns.at(-1)?.number ?? 0;
  if (last < TURNS_MIN) return null;
  const go = (): void => {
    const turn = review.turns.find(({ number }) => String(number) === typed.trim());
    if (turn === undefined) notify(missing(review, { turn: Number(typed) }) ?? "");
    else jump(turnKey(turn));
    setTyped("");
  };
  return (
    <form
      className={styles["turn-field"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() !== "") go();
      }}
    >
      <input
        aria-label="Go to turn"
        inputMode="numeric"
        autoComplete="off"
        maxLength={7}
        placeholder={`Turn … of ${last.toLocaleString("en")}`}
        value={typed}
        onChange={(event) => setTyped(event.target.value.replace(/\D/g, ""))}
        onFocus={onFocus}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          setTyped("");
          leave(event.currentTarget);
        }}
      />
    </form>
  );
}
