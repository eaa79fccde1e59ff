// The variables that a function changed: `added`, `updated` as `[old, new]`, `removed`, and whatever else stands there.

import { isEmpty, isList, isObject } from "./field";
import type { FunctionEvent, Json } from "./shape";

export interface Variables {
  readonly added: readonly (readonly [string, Json])[];
  readonly updated: readonly (readonly [string, Json])[];
  readonly removed: readonly Json[];
  /** What is written in another form, by its name; empty for what is no mapping at all. */
  readonly rest: readonly (readonly [string, Json])[];
}

/** Nothing where nothing was changed, however that is written. */
export function variablesOf(event: FunctionEvent): Variables | undefined {
  const changes = event.fields["state_changes"];
  if (changes === undefined || isEmpty(changes)) return undefined;
  if (!isObject(changes)) return { added: [], updated: [], removed: [], rest: [["", changes]] };
  const { added, updated, removed, ...others } = changes;
  const unread: Record<string, Json | undefined> = {
    ...others,
    ...(isObject(added) ? {} : { added }),
    ...(isObject(updated) ? {} : { updated }),
    ...(isObject(removed) || isList(removed) ? {} : { removed }),
  };
  const rest = Object.entries(unread).flatMap(([name, value]) =>
    value === undefined || isEmpty(value) ? [] : [[name, value] as const],
  );
  const found = {
    added: isObject(added) ? Object.entries(added) : [],
    updated: isObject(updated) ? Object.entries(updated) : [],
    removed: isList(removed) ? removed : isObject(removed) ? Object.keys(removed) : [],
    rest,
  };
  return Object.values(found).some((part) => part.length > 0) ? found : undefined;
}
