// What the project says is not personal: the rules, with who added each, adding one and removing one.

import { Link } from "@tanstack/react-router";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import type { NotPersonalRule } from "../api/types";
import { Problem } from "../app/ErrorBoundary";
import { useSession } from "../app/session";
import { dayAndClock } from "../format/time";
import { Button } from "../ui/Button";
import { classes } from "../ui/classes";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { EmptyState } from "../ui/State";
import { useAdd, useEstimate, useProgress, useRemove, useRules, type Asked } from "./data";
import { estimateOf, expectedOf, holdsIn, lookedAt } from "./words";
import styles from "./guard.module.css";

export function Rules({ project }: { project: string }) {
  const rules = useRules(project);
  const progress = useProgress(project);
  return (
    <section className={styles["part"]} aria-labelledby="rules">
      <h2 id="rules" className={styles["heading"]}>
        Not personal in this project
      </h2>
      <p className={styles["said"]}>
        A rule says that what stands directly under a key is not personal, such as the names of your own agents. What
        has a form of its own stays hidden under any key: e-mail addresses, whole telephone numbers, numbers with a
        check digit, credentials. So does what was flagged or marked, and what is known from elsewhere in the
        conversation.
      </p>
      <p role="status" className={styles["progress"]}>
        {progress === undefined
          ? null
          : `What is stored is being read again: ${progress.done} of ${progress.of} conversations.`}
      </p>
      {rules.isError ? <Problem error={rules.error} onRetry={() => void rules.refetch()} /> : null}
      {rules.data?.length === 0 ? (
        <EmptyState title="No key is said to be not personal" icon={<ShieldCheck />}>
          The guard goes by its own rules alone.
        </EmptyState>
      ) : null}
      {rules.data === undefined || rules.data.length === 0 ? null : <Table project={project} rules={rules.data} />}
      <NewRule project={project} />
    </section>
  );
}

function Table({ project, rules }: { project: string; rules: readonly NotPersonalRule[] }) {
  const [removing, setRemoving] = useState<NotPersonalRule | null>(null);
  return (
    <>
      <ul className={styles["rules"]} aria-label="Rules">
        {rules.map((rule) => (
          <li key={rule.id} className={styles["rule"]}>
            <div className={styles["names"]}>
              <span>
                <code className={styles["key"]}>{rule.key}</code> in{" "}
                {rule.function === null ? holdsIn(rule) : <code>{rule.function}</code>}
              </span>
              <span className={styles["said"]}>
                Rule {rule.id}, added by {rule.added_by}, {dayAndClock(rule.added_at, new Date())}. Expected then:{" "}
                {expectedOf(rule)}.
              </span>
            </div>
            <Button onClick={() => setRemoving(rule)} aria-label={`Remove rule ${rule.id}, ${rule.key}`}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
      <Dialog title="Remove this rule" open={removing !== null} onClose={() => setRemoving(null)}>
        {removing === null ? null : <Removal project={project} rule={removing} onClose={() => setRemoving(null)} />}
      </Dialog>
    </>
  );
}

function Removal({ project, rule, onClose }: { project: string; rule: NotPersonalRule; onClose: () => void }) {
  const remove = useRemove(project);
  return (
    <div className={classes(styles["form"], styles["dialog"])}>
      <p>
        What stands under <code className={styles["key"]}>{rule.key}</code> in {holdsIn(rule)} is hidden again: at once
        in what arrives, and in what is stored as it is read again.
      </p>
      {remove.isError ? (
        <p className={styles["problem"]} role="alert">
          It was not removed: {remove.error.message}
        </p>
      ) : null}
      <div className={styles["buttons"]}>
        <Button
          variant="primary"
          disabled={remove.isPending}
          onClick={() => remove.mutate(rule.id, { onSuccess: onClose })}
        >
          Remove the rule
        </Button>
        <Button variant="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

function NewRule({ project }: { project: string }) {
  const session = useSession();
  const [key, setKey] = useState("");
  const [inside, setInside] = useState("");
  const [asked, setAsked] = useState<Asked | null>(null);
  const estimate = useEstimate(project);
  if (!session.sees_personal || !session.permissions.includes("read")) {
    return (
      <p className={styles["said"]}>
        To add a rule takes a key that may read personal data as well, for whoever shows something has to be able to see
        it.
      </p>
    );
  }
  const wanted: Asked = {
    key: key.trim(),
    ...(inside.trim() === "" ? {} : { function: inside.trim() }),
  };
  const close = (): void => {
    setAsked(null);
    estimate.reset();
  };
  return (
    <form
      className={styles["form"]}
      aria-label="New rule"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted.key !== "") estimate.mutate(wanted, { onSuccess: () => setAsked(wanted) });
      }}
    >
      <div className={styles["fields"]}>
        <TextField label="Key" mono value={key} autoComplete="off" onChange={(event) => setKey(event.target.value)} />
        <TextField
          label="In this function alone, if not in all"
          mono
          value={inside}
          autoComplete="off"
          onChange={(event) => setInside(event.target.value)}
        />
      </div>
      {estimate.isError ? (
        <p className={styles["problem"]} role="alert">
          {estimate.error.message}
        </p>
      ) : null}
      <div>
        <Button type="submit" disabled={estimate.isPending || wanted.key === ""}>
          {estimate.isPending ? "Looking what it shows…" : "See what it shows, and add it"}
        </Button>
      </div>
      <Dialog title="Show this to everybody?" open={asked !== null} onClose={close}>
        {asked === null || estimate.data === undefined ? null : (
          <Confirm
            project={project}
            rule={asked}
            estimate={estimate.data}
            onClose={close}
            onAdded={() => {
              setKey("");
              setInside("");
              close();
            }}
          />
        )}
      </Dialog>
    </form>
  );
}

interface ConfirmProps {
  project: string;
  rule: Asked;
  estimate: NonNullable<ReturnType<typeof useEstimate>["data"]>;
  onClose: () => void;
  onAdded: () => void;
}

function Confirm({ project, rule, estimate, onClose, onAdded }: ConfirmProps) {
  const add = useAdd(project);
  const rest = lookedAt(estimate);
  return (
    <div className={classes(styles["form"], styles["dialog"])}>
      <p>
        What stands under <code className={styles["key"]}>{rule.key}</code> in{" "}
        {rule.function === undefined ? "every function" : <code>{rule.function}</code>} is not personal.
      </p>
      <p className={estimate.values === 0 ? undefined : styles["warning"]}>{estimateOf(estimate)}</p>
      {rest === undefined ? null : <p className={styles["said"]}>{rest}</p>}
      {estimate.conversation_ids.length === 0 ? null : (
        <div>
          <h3 className={styles["small"]}>Where, for you to look</h3>
          <ul className={styles["conversations"]}>
            {estimate.conversation_ids.map((id) => (
              <li key={id}>
                <Link to="/$project/conversations/$id" params={{ project, id }} target="_blank">
                  {id}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
      {add.isError ? (
        <p className={styles["problem"]} role="alert">
          It was not added: {add.error.message}
        </p>
      ) : null}
      <div className={styles["buttons"]}>
        <Button variant="primary" disabled={add.isPending} onClick={() => add.mutate(rule, { onSuccess: onAdded })}>
          Add the rule
        </Button>
        <Button variant="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
