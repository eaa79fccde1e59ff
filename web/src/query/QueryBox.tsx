import { useQueryClient } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useContext, useEffect, useId, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { classes } from "../ui/classes";
import field from "../ui/Field.module.css";
import { useWayBack } from "../ui/Focus";
import { CoveredContext } from "../ui/Personal";
import { checkOf, useUnreadable } from "./check";
import { QueryHelp } from "./QueryHelp";
import type { QueryChoices } from "./names";
import styles from "./QueryBox.module.css";
import { optionId, Suggestions } from "./Suggestions";
import { Underline } from "./Underline";
import { useCompletion } from "./useCompletion";

export interface QueryBoxProps {
  project: string;
  label: string;
  /** The query that holds; empty for none. */
  query: string;
  onQuery: (query: string) => void;
  choices: QueryChoices;
  /** The field itself, for keys that lead to it. */
  input: RefObject<HTMLInputElement | null>;
}

/** Where one types a query. It holds with Enter or when one leaves, and only if the server can read it. */
export function QueryBox({ project, label, query, onQuery, choices, input }: QueryBoxProps) {
  const id = useId();
  const [typed, setTyped] = useTyped(query);
  const covered = useContext(CoveredContext);
  const completion = useCompletion(typed, setTyped, input, covered ? NO_CHOICES : choices);
  const unreadable = useUnreadable(project, typed);
  const ask = useAsk(project, query, onQuery);
  const { onFocus, leave } = useWayBack();
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (completion.onKey(event.key)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === "Enter") {
      completion.close();
      ask(typed);
    }
    if (event.key !== "Escape") return;
    // The list has a use for the key as well, but this one is for the field.
    event.stopPropagation();
    leave(event.currentTarget);
  };
  return (
    <div className={classes(field["field"], styles["box"])}>
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <div className={classes(field["frame"], styles["frame"])}>
        <Search aria-hidden />
        <span className={styles["written"]}>
          {/* What is covered is not in the page, and a field shows dots. */}
          {unreadable?.at === undefined || covered ? null : (
            <Underline text={typed} at={unreadable.at} follows={input} />
          )}
          <input
            ref={input}
            id={id}
            type="search"
            role="combobox"
            className={classes(field["input"], styles["input"])}
            placeholder={label}
            value={typed}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            enterKeyHint="search"
            aria-keyshortcuts="/"
            aria-autocomplete="list"
            aria-expanded={completion.options.length > 0}
            aria-controls={`${id}-options`}
            aria-activedescendant={completion.chosen < 0 ? undefined : optionId(id, completion.chosen)}
            aria-invalid={unreadable === null ? undefined : true}
            aria-describedby={unreadable === null ? undefined : `${id}-why`}
            onChange={(event) => completion.onType(event.target.value, event.target.selectionStart)}
            onFocus={onFocus}
            onBlur={() => {
              completion.close();
              ask(typed);
            }}
            onKeyDown={onKeyDown}
          />
        </span>
        <QueryHelp
          onChoose={(example) => {
            setTyped(example);
            ask(example);
          }}
        />
        <Suggestions id={id} {...completion} />
      </div>
      <p id={`${id}-why`} role="status" className={unreadable === null ? "visually-hidden" : field["error"]}>
        {unreadable?.why}
      </p>
    </div>
  );
}

const NO_CHOICES: QueryChoices = { environments: [], channels: [], variants: [], functions: [] };

function useTyped(query: string) {
  const [typed, setTyped] = useState(query);
  const [before, setBefore] = useState(query);
  // The address may change without typing: back, forward, a value that one chose on the page.
  if (before !== query) {
    setBefore(query);
    setTyped(query);
  }
  return [typed, setTyped] as const;
}

/** Returns what makes a query hold. One that cannot be read changes nothing: the list of before stays. */
function useAsk(project: string, query: string, onQuery: (query: string) => void): (typed: string) => void {
  const queries = useQueryClient();
  const latest = useRef({ query, onQuery, asked: 0 });
  useEffect(() => {
    Object.assign(latest.current, { query, onQuery });
  });
  return (typed) => {
    const text = typed.trim();
    latest.current.asked += 1;
    const { asked } = latest.current;
    if (text === latest.current.query) return;
    // Where the server does not answer, the list says so.
    const read = text === "" ? Promise.resolve(null) : queries.query(checkOf(project, text)).catch(() => null);
    void read.then((problem) => {
      if (problem === null && asked === latest.current.asked) latest.current.onQuery(text);
    });
  };
}
