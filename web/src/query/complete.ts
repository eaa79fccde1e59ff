/** What could stand where one types in a query. */

import { NAMES, type QueryChoices } from "./names";
import { wordStart } from "./terms";
import { writeValue } from "./write";

export interface Option {
  /** What takes the place of the typed letters. */
  text: string;
  shown: string;
  means?: string;
}

export interface Completion {
  /** The letters that an option takes the place of. */
  from: number;
  to: number;
  options: readonly Option[];
}

const OPTIONS_MAX = 10;

/** Returns the names or values that begin with what stands before the caret; undefined where there are none. */
export function complete(query: string, caret: number, choices: QueryChoices): Completion | undefined {
  const start = wordStart(query, caret);
  const from = query[start] === "-" ? start + 1 : start;
  const word = query.slice(from, caret);
  const colon = word.indexOf(":");
  const found =
    colon < 0
      ? { from, options: namesLike(word) }
      : { from: from + colon + 1, options: valuesLike(word.slice(0, colon), word.slice(colon + 1), choices) };
  return found.options.length === 0 ? undefined : { ...found, to: caret };
}

/** Returns the query with an option in its place, and where the caret goes. */
export function completed(query: string, { from, to }: Completion, option: Option): { text: string; caret: number } {
  const rest = query.slice(to);
  const isDoubled = option.text.endsWith(" ") && rest.startsWith(" ");
  return {
    text: query.slice(0, from) + option.text + (isDoubled ? rest.slice(1) : rest),
    caret: from + option.text.length,
  };
}

function namesLike(typed: string): Option[] {
  if (typed === "") return [];
  const begins = NAMES.filter(({ name }) => name.startsWith(typed.toLowerCase()));
  return begins.slice(0, OPTIONS_MAX).map(({ name, means }) => ({ text: `${name}:`, shown: `${name}:`, means }));
}

function valuesLike(name: string, typed: string, choices: QueryChoices): Option[] {
  const known = NAMES.find((other) => other.name === name);
  if (known === undefined) return [];
  const plain = (known.values ?? []).map((value) => ({ text: `${value} `, shown: value }));
  const own = known.choices === undefined ? [] : choices[known.choices];
  const all = [...plain, ...own.map((value) => ({ text: `${writeValue(value)} `, shown: value }))];
  const begin = typed.replace(/^"/, "").toLowerCase();
  return all.filter(({ shown }) => shown.toLowerCase().startsWith(begin)).slice(0, OPTIONS_MAX);
}
