// An exchange with a language model, read as what it is: somebody says something, somebody answers.

import type { Flag, Json } from "../model/shape";
import { Key, Members, Value } from "../Value";
import { InShort, Words } from "../Words";
import { classes } from "../../ui/classes";
import styles from "./chat.module.css";
import type { Message, Part } from "./messages";

export interface ChatProps {
  messages: readonly Message[];
  flags: readonly Flag[] | undefined;
}

export function Chat({ messages, flags }: ChatProps) {
  return (
    <ol className={styles["chat"]}>
      {messages.map((message) => (
        <li key={message.at} className={classes(styles["message"], styles[SIDES[message.role] ?? "other"])}>
          <p className={styles["role"]}>
            <Role role={message.role} flags={flags} at={message.at} />
          </p>
          {message.parts.map((part) => (
            <Said key={`${part.kind} ${part.at}`} part={part} flags={flags} />
          ))}
          {message.parts.length === 0 ? <p className={styles["nothing"]}>no words</p> : null}
          {message.rest.length === 0 ? null : <Rest rest={message.rest} flags={flags} at={message.at} />}
        </li>
      ))}
    </ol>
  );
}

/** The usual words for who speaks say nothing of anybody; any other may be a name. */
function Role({ role, flags, at }: { role: string; flags: ChatProps["flags"]; at: string }) {
  return USUAL.has(role) ? role : <Key name={role} flags={flags} at={at} />;
}

const USUAL: ReadonlySet<string> = new Set([
  ...["system", "developer", "tool", "function"],
  ...["user", "human", "assistant", "model", "ai"],
]);

/** Whose words stand on which side; the words for them differ from maker to maker. */
const SIDES: Readonly<Record<string, string>> = {
  user: "user",
  human: "user",
  assistant: "model",
  model: "model",
  ai: "model",
};

function Said({ part, flags }: { part: Part; flags: readonly Flag[] | undefined }) {
  if (part.kind === "words") {
    return (
      <p className={styles["words"]}>
        <Words text={part.text} flags={flags} at={part.at} />
      </p>
    );
  }
  if (part.kind === "call") {
    return (
      <p className={styles["value"]}>
        asks for{" "}
        <strong>
          <InShort text={part.name} flags={flags} at={part.at} />
        </strong>
      </p>
    );
  }
  return (
    <div className={styles["value"]}>
      {part.label === undefined ? null : <p>{part.label}</p>}
      {typeof part.value === "string" ? (
        <Words text={part.value} flags={flags} at={part.at} />
      ) : (
        <Value value={part.value} flags={flags} at={part.at} open />
      )}
    </div>
  );
}

function Rest({
  rest,
  flags,
  at,
}: {
  rest: readonly (readonly [string, Json])[];
  flags: ChatProps["flags"];
  at: string;
}) {
  return (
    <div className={styles["rest"]}>
      <Members value={Object.fromEntries(rest)} flags={flags} at={at} />
    </div>
  );
}
