/** The short names of fields that a query knows, for completion. The server reads queries; it has the whole grammar. */

export interface QueryName {
  name: string;
  means: string;
  /** Its values, where there are only so many. */
  values?: readonly string[];
  /** Where its values are found, where they are a project's own. */
  choices?: keyof QueryChoices;
}

/** What recent conversations of a project hold. */
export interface QueryChoices {
  environments: readonly string[];
  channels: readonly string[];
  variants: readonly string[];
  functions: readonly string[];
}

const FLAG = ["true", "false"] as const;

export const NAMES: readonly QueryName[] = [
  { name: "level", means: "level of a log entry", values: ["info", "warning", "error"] },
  { name: "content", means: "message of a log entry" },
  { name: "message", means: "message of a log entry" },
  { name: "logger", means: "logger of a log entry" },
  { name: "function", means: "name of the function", choices: "functions" },
  { name: "raised", means: "type of the exception" },
  {
    name: "outcome",
    means: "how the function came out",
    values: ["ok", "logged_error", "api_failed", "raised", "cancelled", "unfinished"],
  },
  { name: "duration", means: "how long the function took: >2s" },
  { name: "source", means: "file and line of the function" },
  { name: "arguments", means: "what the function was called with" },
  { name: "result", means: "what the function returned" },
  { name: "turn", means: "number of the turn" },
  { name: "user", means: "what the caller said" },
  { name: "agent", means: "what the agent said" },
  { name: "latency", means: "how long the caller waited: >2s" },
  { name: "barge_in", means: "the caller interrupted the agent", values: FLAG },
  { name: "flow", means: "flow of the turn" },
  { name: "step", means: "step of the flow" },
  { name: "conversation", means: "id of the conversation" },
  { name: "id", means: "id of the conversation" },
  { name: "env", means: "where the agent ran", choices: "environments" },
  { name: "environment", means: "where the agent ran", choices: "environments" },
  { name: "channel", means: "how the caller reached the agent", choices: "channels" },
  { name: "direction", means: "who called", values: ["inbound", "outbound"] },
  { name: "language", means: "language of the conversation" },
  { name: "lang", means: "language of the conversation" },
  { name: "variant", means: "id or name of the variant", choices: "variants" },
  { name: "deployment", means: "deployment of the agent" },
  { name: "handoff", means: "handed over to a person", values: FLAG },
  { name: "ended_by", means: "who ended the conversation" },
  { name: "tag", means: "label of the conversation" },
  { name: "tags", means: "label of the conversation" },
  { name: "note", means: "note on the conversation" },
  { name: "is", means: "state of the conversation", values: ["live", "lost_contact", "unfinished", "ended"] },
  { name: "has", means: "what the conversation has", values: ["errors", "warnings", "note", "handoff"] },
  { name: "call_duration", means: "how long the conversation took: >2m" },
  { name: "http.status", means: "status of an API response" },
  { name: "http.method", means: "method of an API call", values: ["GET", "POST", "PUT", "PATCH", "DELETE"] },
  { name: "http.url", means: "URL of an API call" },
  { name: "http.host", means: "host of an API call" },
  { name: "model", means: "model that was used" },
  {
    name: "kind",
    means: "kind of record",
    values: ["conversation", "turn", "function_event", "span", "entry"],
  },
  { name: "text", means: "words that a record shows" },
  { name: "time", means: "when it was", values: ["today", "yesterday"] },
  { name: "since", means: "from when on", values: ["1h", "1d", "7d", "30d", "today", "yesterday"] },
  { name: "until", means: "up to when", values: ["today", "yesterday"] },
];

/** The first parts of names that are a kind of record and not a key of an entry. */
export const SCOPES: ReadonlySet<string> = new Set([
  "conversation",
  "call",
  "turn",
  "function_event",
  "event",
  "span",
  "entry",
  "record",
]);
