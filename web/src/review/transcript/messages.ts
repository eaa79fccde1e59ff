// The messages of an exchange with a language model, in the shapes that its makers give them.

import { isEmpty, isList, isObject, text } from "../model/field";
import { below } from "../model/pointer";
import type { Json } from "../model/shape";

export interface Message {
  /** Who speaks, in the sender's own word: system, user, assistant, tool. */
  readonly role: string;
  /** What is said, piece by piece, each with the pointer to it. */
  readonly parts: readonly Part[];
  /** What else stands in the message, such as an id or a name. */
  readonly rest: readonly (readonly [string, Json])[];
  readonly at: string;
}

export type Part =
  | { readonly kind: "words"; readonly text: string; readonly at: string }
  /** A function that the model asks for. */
  | { readonly kind: "call"; readonly name: string; readonly at: string }
  /** Anything else, as it came: a picture, a result, a shape that nobody has thought of. */
  | { readonly kind: "value"; readonly label: string | undefined; readonly value: Json; readonly at: string };

/** Returns the messages that a value is made of; undefined where it is no exchange, and is to be shown as it came. */
export function messagesOf(value: Json, at: string): readonly Message[] | undefined {
  const list = isList(value) ? value : isMessage(value) ? [value] : undefined;
  if (list !== undefined) {
    if (list.length === 0 || !list.every(isMessage)) return undefined;
    return list.map((one, index) => messageOf(one, isList(value) ? below(at, index) : at));
  }
  if (!isObject(value)) return undefined;
  // A request or an answer as a whole, with the messages inside.
  const keys = Object.keys(value);
  const [only] = keys;
  return keys.length === 1 && only !== undefined && LISTS.has(only)
    ? messagesOf(value[only] ?? null, below(at, only))
    : undefined;
}

const LISTS: ReadonlySet<string> = new Set(["messages", "contents", "input", "message"]);
/** The members that hold what is said; which of them a maker uses differs. */
const SAID: readonly string[] = ["content", "parts", "text"];
const CALLS = "tool_calls";

type Fields = Readonly<Record<string, Json>>;

function isMessage(value: Json): value is Fields {
  return (
    isObject(value) && text(value, "role") !== undefined && [...SAID, CALLS].some((key) => value[key] !== undefined)
  );
}

function messageOf(message: Fields, at: string): Message {
  const said = SAID.filter((key) => message[key] !== undefined);
  const parts = said.flatMap((key) => partsOf(message[key] ?? null, below(at, key)));
  const calls = message[CALLS];
  if (isList(calls)) {
    parts.push(...calls.flatMap((call, index) => callOf(call, below(below(at, CALLS), index))));
  } else if (calls !== undefined && !isEmpty(calls)) {
    parts.push({ kind: "value", label: CALLS, value: calls, at: below(at, CALLS) });
  }
  const rest = Object.entries(message).filter(([key]) => key !== "role" && key !== CALLS && !said.includes(key));
  return { role: text(message, "role") ?? "", parts, rest, at };
}

function partsOf(value: Json, at: string): Part[] {
  if (value === null || value === "") return [];
  if (typeof value === "string") return [{ kind: "words", text: value, at }];
  if (isList(value)) return value.flatMap((part, index) => partOf(part, below(at, index)));
  return partOf(value, at);
}

function partOf(part: Json, at: string): Part[] {
  if (typeof part === "string") return [{ kind: "words", text: part, at }];
  if (!isObject(part)) return [{ kind: "value", label: undefined, value: part, at }];
  const type = text(part, "type");
  const { text: words, ...others } = part;
  if (typeof words === "string") {
    const said: Part = { kind: "words", text: words, at: below(at, "text") };
    const isAll = Object.keys(others).every((key) => key === "type");
    return isAll ? [said] : [said, { kind: "value", label: undefined, value: others, at }];
  }
  if (type === "tool_use" || part["function_call"] !== undefined || part["functionCall"] !== undefined) {
    return callOf(part, at);
  }
  return [{ kind: "value", label: type, value: part, at }];
}

/** `{function: {name, arguments}}`, `{name, input}` or `{function_call: {name, args}}`, and what else stands there. */
function callOf(call: Json, at: string): Part[] {
  const whole: Part[] = [{ kind: "value", label: "call", value: call, at }];
  if (!isObject(call)) return whole;
  const inner = ["function", "function_call", "functionCall"].find((key) => isObject(call[key]));
  const body = inner === undefined ? call : call[inner];
  const name = isObject(body) ? text(body, "name") : undefined;
  if (name === undefined || !isObject(body)) return whole;
  const bodyAt = inner === undefined ? at : below(at, inner);
  const given = ["arguments", "input", "args"].find((key) => body[key] !== undefined);
  const parts: Part[] = [{ kind: "call", name, at: below(bodyAt, "name") }];
  if (given !== undefined)
    parts.push({ kind: "value", label: undefined, value: body[given] ?? null, at: below(bodyAt, given) });
  const without = (fields: Fields, ...keys: (string | undefined)[]): [string, Json][] =>
    Object.entries(fields).filter(([key]) => key !== "type" && !keys.includes(key));
  const own = without(body, "name", given);
  const rest = inner === undefined ? own : [...without(call, inner), ...nested(inner, own)];
  if (rest.length > 0) parts.push({ kind: "value", label: undefined, value: Object.fromEntries(rest), at });
  return parts;
}

/** What is left of an inner object, under the name that it had. */
function nested(name: string, members: readonly (readonly [string, Json])[]): [string, Json][] {
  return members.length === 0 ? [] : [[name, Object.fromEntries(members)]];
}
