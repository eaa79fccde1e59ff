// Trying the guard out: what everybody would see of a line, what is hidden, by which rule, and why.

import { useState } from "react";
import type { GuardTrial } from "../api/types";
import { Badge } from "../ui/Badge";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";
import { TextArea } from "../ui/TextArea";
import { useTrial } from "./data";
import { ruleName, whereOf } from "./words";
import styles from "./guard.module.css";

export function Trial({ project }: { project: string }) {
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [inside, setInside] = useState("");
  const trial = useTrial(project);
  const submit = (): void => {
    if (text.trim() === "") return;
    trial.mutate({
      text,
      ...(name.trim() === "" ? {} : { name: name.trim() }),
      ...(inside.trim() === "" ? {} : { function: inside.trim() }),
    });
  };
  return (
    <section className={styles["part"]} aria-labelledby="trial">
      <h2 id="trial" className={styles["heading"]}>
        Try a line
      </h2>
      <form
        className={styles["form"]}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextArea
          label="A text or JSON, as a function would log it"
          hint="Nothing of it is stored. Keys of JSON are read as well."
          value={text}
          rows={5}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
          }}
          data-personal
        />
        <div className={styles["fields"]}>
          <TextField
            label="Key it stands under, if any"
            mono
            value={name}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
          <TextField
            label="Function that logs it, if that matters"
            mono
            value={inside}
            autoComplete="off"
            onChange={(event) => setInside(event.target.value)}
          />
        </div>
        <div>
          <Button type="submit" variant="primary" disabled={trial.isPending || text.trim() === ""}>
            See what is hidden
          </Button>
        </div>
      </form>
      <div role="status">{trial.data === undefined ? null : <Result trial={trial.data} />}</div>
      {trial.isError ? (
        <p className={styles["problem"]} role="alert">
          It could not be tried: {trial.error.message}
        </p>
      ) : null}
    </section>
  );
}

function Result({ trial }: { trial: GuardTrial }) {
  return (
    <div className={styles["result"]}>
      <h3 className={styles["small"]}>What everybody sees</h3>
      <pre className={styles["text"]} data-personal>
        {trial.open}
      </pre>
      {trial.policy === "redact" ? null : (
        <p className={styles["warning"]}>
          The policy of this project is <code>{trial.policy}</code>: nothing of what is found is hidden.
        </p>
      )}
      {trial.findings.length === 0 ? (
        <p className={styles["said"]}>The guard finds nothing personal in it.</p>
      ) : (
        <ul className={styles["findings"]} aria-label="What was found">
          {trial.findings.map((finding, at) => (
            <li key={at} className={styles["finding"]}>
              <span className={styles["what"]}>
                <Badge tone={finding.lifted_by === null ? "personal" : "neutral"}>{ruleName(finding.rule)}</Badge>
                <code data-personal>{whereOf(finding)}</code>
              </span>
              <span className={styles["said"]}>
                It is {finding.reason}.
                {finding.lifted_by === null ? null : ` It stays open by rule ${finding.lifted_by} of this project.`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
