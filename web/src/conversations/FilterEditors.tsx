import { useState, type SyntheticEvent, type ReactNode } from "react";
import { duration, parseDuration } from "../format/duration";
import { Button } from "../ui/Button";
import { Checkbox } from "../ui/Checkbox";
import { TextField } from "../ui/Field";
import { FieldSet } from "../ui/FieldSet";
import { Radios } from "../ui/Radios";
import styles from "./FilterEditors.module.css";
import { without, type FilterKind } from "./filters";
import { SINCE_NAMES, type ListSearch, type Since } from "./search";

/** What recent conversations hold, to choose from. */
export interface Choices {
  environments: string[];
  channels: string[];
  variants: string[];
  functions: string[];
}

export interface FilterEditorProps {
  kind: FilterKind;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  choices: Choices;
  /** Closes the popover. */
  onDone: () => void;
}

/** The small form of one filter. Ticks hold at once; what is typed holds with Enter or Apply. */
export function FilterEditor(props: FilterEditorProps) {
  const { search, onSearch, choices, kind } = props;
  const rest = without(search, kind);
  switch (kind.id) {
    case "time":
      return <TimeEditor {...props} />;
    case "has":
      return (
        <Ticks
          legend="Has"
          all={["errors", "warnings"]}
          on={search.has ?? []}
          onChange={(has) => onSearch(has.length === 0 ? rest : { ...rest, has: has as ("errors" | "warnings")[] })}
        />
      );
    case "environment":
    case "channel":
    case "variant": {
      const { id } = kind;
      const all = { environment: choices.environments, channel: choices.channels, variant: choices.variants }[id];
      return (
        <Ticks
          legend={kind.name}
          all={all}
          on={search[id] ?? []}
          onChange={(on) => onSearch(on.length === 0 ? rest : { ...rest, [id]: on })}
        />
      );
    }
    case "handoff":
      return (
        <Radios
          legend="Handed off to a person"
          value={String(search.handoff ?? "any")}
          options={[
            { value: "any", label: "Any" },
            { value: "true", label: "Yes" },
            { value: "false", label: "No" },
          ]}
          onChange={(value) => onSearch(value === "any" ? rest : { ...rest, handoff: value === "true" })}
        />
      );
    case "progress":
      return (
        <Radios
          legend="State"
          value={String(search.in_progress ?? "any")}
          options={[
            { value: "any", label: "Any" },
            { value: "true", label: "Live now" },
            { value: "false", label: "Over" },
          ]}
          onChange={(value) => onSearch(value === "any" ? rest : { ...rest, in_progress: value === "true" })}
        />
      );
    case "duration":
      return <DurationEditor {...props} />;
    case "function":
      return <FunctionEditor {...props} />;
    case "contact":
      return <ContactEditor {...props} />;
    case "text":
      return <TextEditor {...props} />;
    case "query":
      return null;
  }
}

interface TicksProps {
  legend: string;
  all: readonly string[];
  on: readonly string[];
  onChange: (on: string[]) => void;
}

function Ticks({ legend, all, on, onChange }: TicksProps) {
  const options = [...new Set([...all, ...on])];
  return (
    <FieldSet legend={legend}>
      {options.length === 0 ? <p className={styles["hint"]}>Recent conversations have none.</p> : null}
      {options.map((option) => (
        <Checkbox
          key={option}
          label={option}
          checked={on.includes(option)}
          onChange={(checked) => onChange(checked ? [...on, option] : on.filter((other) => other !== option))}
        />
      ))}
    </FieldSet>
  );
}

function Form({ onApply, children }: { onApply: () => void; children: ReactNode }) {
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    onApply();
  };
  return (
    <form className={styles["form"]} onSubmit={submit}>
      {children}
      <Button type="submit" variant="primary">
        Apply
      </Button>
    </form>
  );
}

/** A date-time field speaks local time without a zone. */
const toField = (time: string | undefined): string => {
  if (time === undefined) return "";
  const date = new Date(time);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

function TimeEditor({ kind, search, onSearch, onDone }: FilterEditorProps) {
  const rest = without(search, kind);
  const [from, setFrom] = useState(toField(search.started_from));
  const [before, setBefore] = useState(toField(search.started_before));
  const apply = (): void => {
    onSearch({
      ...rest,
      ...(from === "" ? {} : { started_from: new Date(from).toISOString() }),
      ...(before === "" ? {} : { started_before: new Date(before).toISOString() }),
    });
    onDone();
  };
  return (
    <>
      <Radios
        legend="Started"
        value={
          (search.since ?? (search.started_from ?? search.started_before) === undefined) ? (search.since ?? "any") : ""
        }
        options={[
          { value: "any", label: "Any time" },
          ...Object.entries(SINCE_NAMES).map(([value, label]) => ({ value, label })),
        ]}
        onChange={(value) => onSearch(value === "any" ? rest : { ...rest, since: value as Since })}
      />
      <hr className={styles["line"]} />
      <Form onApply={apply}>
        <TextField label="From" type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
        <TextField
          label="Before"
          type="datetime-local"
          value={before}
          onChange={(event) => setBefore(event.target.value)}
        />
      </Form>
    </>
  );
}

function DurationEditor({ kind, search, onSearch, onDone }: FilterEditorProps) {
  const written = (ms: number | undefined): string => (ms === undefined ? "" : duration(ms));
  const [least, setLeast] = useState(written(search.duration_min_ms));
  const [most, setMost] = useState(written(search.duration_max_ms));
  const [wrong, setWrong] = useState<"least" | "most" | "order">();
  const apply = (): void => {
    const min = parseDuration(least);
    const max = parseDuration(most);
    const found = wrongIn(least, most);
    setWrong(found);
    if (found !== undefined) return;
    onSearch({
      ...without(search, kind),
      ...(min === null ? {} : { duration_min_ms: min }),
      ...(max === null ? {} : { duration_max_ms: max }),
    });
    onDone();
  };
  const unread = "Write it as 90 s or 2 min 30 s.";
  const tooLong = wrong === "order" ? "This is less than the minimum." : undefined;
  return (
    <Form onApply={apply}>
      <TextField
        label="At least"
        placeholder="such as 30 s"
        value={least}
        error={wrong === "least" ? unread : undefined}
        onChange={(event) => setLeast(event.target.value)}
      />
      <TextField
        label="At most"
        placeholder="such as 5 min"
        value={most}
        error={wrong === "most" ? unread : tooLong}
        onChange={(event) => setMost(event.target.value)}
      />
    </Form>
  );
}

function wrongIn(least: string, most: string): "least" | "most" | "order" | undefined {
  const min = parseDuration(least);
  const max = parseDuration(most);
  if (least.trim() !== "" && min === null) return "least";
  if (most.trim() !== "" && max === null) return "most";
  return min !== null && max !== null && min > max ? "order" : undefined;
}

function FunctionEditor({ kind, search, onSearch, choices, onDone }: FilterEditorProps) {
  const [typed, setTyped] = useState(search.function ?? "");
  const choose = (name: string): void => {
    const rest = without(search, kind);
    onSearch(name === "" ? rest : { ...rest, function: name });
    onDone();
  };
  const matching = choices.functions.filter((name) => name.toLowerCase().includes(typed.trim().toLowerCase()));
  return (
    <Form onApply={() => choose(typed.trim())}>
      <TextField
        label="Function that was called"
        placeholder="exact name"
        mono
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <ul className={styles["names"]} aria-label="Functions of recent conversations">
        {matching.map((name) => (
          <li key={name}>
            <button type="button" className={styles["name"]} onClick={() => choose(name)}>
              {name}
            </button>
          </li>
        ))}
      </ul>
    </Form>
  );
}

function ContactEditor({ kind, search, onSearch, onDone }: FilterEditorProps) {
  const [typed, setTyped] = useState(search.contact ?? search.contact_last4 ?? "");
  const apply = (): void => {
    const text = typed.trim();
    const rest = without(search, kind);
    if (text === "") onSearch(rest);
    else onSearch(/^\d{4}$/.test(text) ? { ...rest, contact_last4: text } : { ...rest, contact: text });
    onDone();
  };
  return (
    <Form onApply={apply}>
      <TextField
        label="Contact"
        hint="The full contact, or its last four digits. It will be part of this page's address."
        autoComplete="off"
        data-personal
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </Form>
  );
}

/** For links from before there was a query. */
function TextEditor({ kind, search, onSearch, onDone }: FilterEditorProps) {
  const [typed, setTyped] = useState(search.text ?? "");
  const apply = (): void => {
    const rest = without(search, kind);
    onSearch(typed.trim() === "" ? rest : { ...rest, text: typed.trim() });
    onDone();
  };
  return (
    <Form onApply={apply}>
      <TextField
        label="Text that was said or logged"
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </Form>
  );
}
