// JSON pointers (RFC 6901) to what is personal and to what was cut.

import type { Flag } from "./shape";

/** Words of a record and where in it they stand, so that personal ones are marked wherever they are shown. */
export interface Told {
  readonly text: string;
  readonly flags?: readonly Flag[] | undefined;
  readonly at: string;
}

export function below(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** Whether the value at `pointer` is personal by itself or as part of something that is. */
export function isPersonal(flags: readonly Flag[] | undefined, pointer: string): boolean {
  return flags?.some(({ path }) => covers(path, pointer)) ?? false;
}

/** Whether anything inside the value at `pointer` is personal. */
export function holdsPersonal(flags: readonly Flag[] | undefined, pointer: string): boolean {
  return flags?.some(({ path }) => covers(path, pointer) || covers(pointer, path)) ?? false;
}

/** Whether `outer` is `inner` or contains it; the empty pointer contains everything. */
export function covers(outer: string, inner: string): boolean {
  return outer === "" || inner === outer || inner.startsWith(`${outer}/`);
}

/** Why the value at `pointer` counts as personal, in words for a tooltip. */
export function ruleOf(flags: readonly Flag[] | undefined, pointer: string): string | undefined {
  return flags?.find(({ path }) => covers(path, pointer))?.rule;
}
