// A note of the readers, for each other.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { api } from "../../api/client";
import { reviewKey } from "../read";
import { useReviewContext } from "../reviewContext";
import { text } from "../model/field";
import { useSession } from "../../app/session";
import { dayAndClock } from "../../format/time";
import { Button, IconButton } from "../../ui/Button";
import { Words } from "../Words";
import styles from "./Sidebar.module.css";
import { Section } from "./Section";

/** What the server takes. */
const NOTE_BYTES_MAX = 4 * 1024;

export function Note() {
  const { review } = useReviewContext();
  const [editing, setEditing] = useState(false);
  const edit = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    // The field had the focus and is gone; the button that opened it is there again.
    if (wasEditing.current && !editing) edit.current?.focus();
    wasEditing.current = editing;
  }, [editing]);
  const note = text(review.fields, "note");
  const mayWrite = useSession().permissions.includes("annotate");
  if (note === undefined && !mayWrite) return null;
  return (
    <Section
      title="Note"
      aside={
        editing || note === undefined || !mayWrite ? null : (
          <IconButton ref={edit} label="Edit the note" icon={<Pencil />} onClick={() => setEditing(true)} />
        )
      }
    >
      {editing ? (
        <Editor initial={note ?? ""} onDone={() => setEditing(false)} />
      ) : note === undefined ? (
        <Button ref={edit} variant="quiet" className={styles["add"]} icon={<Pencil />} onClick={() => setEditing(true)}>
          Write a note
        </Button>
      ) : (
        <>
          <p className={styles["note"]}>
            <Words text={note} flags={review._pii} at="/note" />
          </p>
          <Author />
        </>
      )}
    </Section>
  );
}

function Author() {
  const { review } = useReviewContext();
  const [by, at] = [text(review.fields, "note_by"), text(review.fields, "note_at")];
  if (by === undefined && at === undefined) return null;
  return (
    <p className={styles["note-author"]}>
      {by}
      {by !== undefined && at !== undefined ? ", " : null}
      {at === undefined ? null : <time dateTime={at}>{dayAndClock(at, new Date())}</time>}
    </p>
  );
}

function Editor({ initial, onDone }: { initial: string; onDone: () => void }) {
  const { project, review } = useReviewContext();
  const [words, setWords] = useState(initial);
  const queries = useQueryClient();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const save = useMutation({
    mutationFn: (note: string) => {
      const params = { path: { project_id: project, conversation_id: review.id } };
      return api.PUT("/api/projects/{project_id}/conversations/{conversation_id}/note", { params, body: { note } });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: reviewKey(project, review.id) });
      onDone();
    },
  });
  const bytes = new TextEncoder().encode(words).length;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onDone();
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && bytes <= NOTE_BYTES_MAX) save.mutate(words);
  };
  return (
    <form
      className={styles["editor"]}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(words);
      }}
    >
      <label htmlFor={id} className="visually-hidden">
        Note
      </label>
      <textarea
        ref={field}
        id={id}
        rows={4}
        dir="auto"
        data-personal
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {bytes > NOTE_BYTES_MAX ? <p className={styles["problem"]}>A note has room for 4 KiB.</p> : null}
      {save.isError ? (
        <p className={styles["problem"]} role="alert">
          It was not saved: {save.error.message}
        </p>
      ) : null}
      <div className={styles["editor-buttons"]}>
        <Button type="submit" variant="primary" disabled={save.isPending || bytes > NOTE_BYTES_MAX}>
          Save
        </Button>
        <Button variant="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
