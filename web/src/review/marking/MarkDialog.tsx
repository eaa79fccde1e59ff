// Marking a line, a field or a value as personal, and taking marks back.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body } from "../../api/client";
import type { ReviewMark } from "../../api/types";
import { useHotkeys } from "../../app/Hotkeys";
import { notify } from "../../app/Notices";
import { dayAndClock } from "../../format/time";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Select, TextField } from "../../ui/Field";
import { Radios } from "../../ui/Radios";
import { useReviewContext } from "../reviewContext";
import { reviewKey } from "../read";
import type { Row } from "../model/rows";
import { useMayMark } from "./MarkAction";
import { closeMarking, openMarking, useMarking, type Marking } from "./marking";
import { partOf, places, wanted, type Choice, type Wanted } from "./parts";
import styles from "./marking.module.css";

const CHOICES: readonly { value: Choice; label: string }[] = [
  { value: "line", label: "The whole line" },
  { value: "field", label: "A field" },
  { value: "value", label: "A value, wherever it occurs in this conversation" },
];

const AT = "/api/projects/{project_id}/conversations/{conversation_id}/marks";

/** Where the dialog stands, once in the review; `row` is the one that the key is for. */
export function MarkDialog({ row }: { row: Row | undefined }) {
  const marking = useMarking();
  const part = partOf(row);
  const binding = {
    keys: "m",
    does: "Mark the row as personal",
    run: () => (part === undefined ? undefined : openMarking(part)),
  };
  useHotkeys("Review", [binding], useMayMark());
  return (
    <Dialog title="Mark as personal" open={marking !== null} onClose={closeMarking}>
      {marking === null ? null : <Form key={marking.part.id} marking={marking} />}
    </Dialog>
  );
}

function Form({ marking }: { marking: Marking }) {
  const { part, selected } = marking;
  const params = usePath();
  const refresh = useRefresh();
  const fields = places(part);
  const choices = CHOICES.filter((choice) => choice.value !== "line" || part.kind === "log");
  const [choice, setChoice] = useState<Choice>(selected === "" ? (part.kind === "log" ? "line" : "field") : "value");
  const [path, setPath] = useState(fields[0] ?? "");
  const [value, setValue] = useState(selected);
  const asked = wanted(part, choice, path, value);
  const mark = useMutation({
    mutationFn: (what: Wanted) => api.POST(AT, { params, body: what }),
    onSuccess: async () => {
      await refresh();
      notify("Marked as personal");
      closeMarking();
    },
  });
  return (
    <form
      className={styles["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (asked !== undefined) mark.mutate(asked);
      }}
    >
      <Radios
        legend="What is personal"
        value={choice}
        options={choices}
        onChange={(next) => setChoice(next as Choice)}
      />
      {choice === "field" ? (
        <Select
          label="Field"
          value={path}
          options={fields.map((field) => ({ value: field, label: field }))}
          onChange={setPath}
          data-personal
        />
      ) : null}
      {choice === "value" ? (
        <TextField
          label="Value"
          hint="Exactly as written. Other spellings of it are hidden too, also in later records."
          value={value}
          autoComplete="off"
          onChange={(event) => setValue(event.target.value)}
          data-personal
        />
      ) : null}
      <p className={styles["said"]}>
        Nobody without the permission pii sees it from then on. You still do, and you can take the mark back here.
      </p>
      {mark.isError ? (
        <p className={styles["problem"]} role="alert">
          It was not marked: {mark.error.message}
        </p>
      ) : null}
      <div className={styles["buttons"]}>
        <Button type="submit" variant="primary" disabled={mark.isPending || asked === undefined}>
          Mark as personal
        </Button>
        <Button variant="quiet" onClick={closeMarking}>
          Cancel
        </Button>
      </div>
      <Marks part={part.id} />
    </form>
  );
}

/** What is marked in this part already. */
function Marks({ part }: { part: string }) {
  const params = usePath();
  const refresh = useRefresh();
  const marks = useQuery({
    queryKey: marksKey(params.path),
    queryFn: ({ signal }) => body(api.GET(AT, { params, signal })),
  });
  const undo = useMutation({
    mutationFn: (id: string) => api.DELETE(`${AT}/{mark_id}`, { params: { path: { ...params.path, mark_id: id } } }),
    onSuccess: async () => {
      await refresh();
      notify("The mark was removed");
    },
  });
  const here = (marks.data?.marks ?? []).filter((mark) => mark.part === part);
  if (here.length === 0) return null;
  return (
    <section className={styles["marks"]} aria-label="Marked here">
      <h3 className={styles["title"]}>Marked here</h3>
      <ul className={styles["list"]}>
        {here.map((mark) => (
          <li key={mark.id} className={styles["mark"]}>
            <span>
              <span data-personal>{hidden(mark)}</span>, by {mark.key_id}, {dayAndClock(mark.at, new Date())}
            </span>
            <Button disabled={undo.isPending} onClick={() => undo.mutate(mark.id)}>
              Undo
            </Button>
          </li>
        ))}
      </ul>
      {undo.isError ? (
        <p className={styles["problem"]} role="alert">
          It was not taken back: {undo.error.message}
        </p>
      ) : null}
    </section>
  );
}

function hidden(mark: ReviewMark): string {
  if (mark.hides === "entry") return "The whole line";
  return mark.hides === "value" ? "A value" : (mark.path ?? "A field");
}

function usePath() {
  const { project, review } = useReviewContext();
  return { path: { project_id: project, conversation_id: review.id } };
}

function marksKey(path: { project_id: string; conversation_id: string }): readonly string[] {
  return ["marks", path.project_id, path.conversation_id];
}

/** Has the page read again what a mark has changed. */
function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  const { path } = usePath();
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: marksKey(path) }),
      queries.invalidateQueries({ queryKey: reviewKey(path.project_id, path.conversation_id) }),
    ]);
  };
}
