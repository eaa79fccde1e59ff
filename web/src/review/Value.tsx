// JSON as typed values: numbers and truths plain, strings without quotation marks unless they need them, objects and
// lists to fold open, and never more of them drawn than somebody asked for.

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { isExact } from "../api/json";
import { classes } from "../ui/classes";
import { Personal } from "../ui/Personal";
import { isList, isObject } from "./model/field";
import { below, holdsPersonal, isPersonal, ruleOf } from "./model/pointer";
import type { Flag, Json } from "./model/shape";
import { count } from "./model/wording";
import styles from "./Value.module.css";
import { Words } from "./Words";

/** How many members are drawn before "show all". */
const MEMBERS_MAX = 40;

export interface ValueProps {
  value: Json;
  flags?: readonly Flag[] | undefined;
  /** The JSON pointer to it. */
  at: string;
  lengthMax?: number;
  /** Whether an object or list is open from the start. */
  open?: boolean;
}

export function Value({ value, flags, at, lengthMax, open = false }: ValueProps) {
  if (typeof value === "string") {
    const more = lengthMax === undefined ? {} : { lengthMax };
    return (
      <span className={styles["string"]}>
        <Words text={value} flags={flags} at={at} quoted {...more} />
      </span>
    );
  }
  if (isObject(value) || isList(value)) return <Branch value={value} flags={flags} at={at} open={open} />;
  const drawn = (
    <span className={styles[value === null ? "null" : isExact(value) ? "number" : typeof value]}>{String(value)}</span>
  );
  return isPersonal(flags, at) ? <Personal rule={ruleOf(flags, at)}>{drawn}</Personal> : drawn;
}

type BranchProps = Omit<ValueProps, "value" | "lengthMax"> & {
  value: readonly Json[] | Readonly<Record<string, Json>>;
};

function Branch({ value, flags, at, open: initially = false }: BranchProps) {
  const [open, setOpen] = useState(initially);
  const list = isList(value);
  const size = list ? value.length : Object.keys(value).length;
  if (size === 0) return <span className={styles["null"]}>{list ? "[]" : "{}"}</span>;
  const personal = !open && holdsPersonal(flags, at);
  const summary = list ? count(size, "item") : count(size, "key");
  const fold = (
    <button type="button" className={styles["fold"]} aria-expanded={open} onClick={() => setOpen(!open)}>
      <ChevronRight aria-hidden className={classes(styles["chevron"], open && styles["opened"])} />
      {summary}
    </button>
  );
  return (
    <>
      {personal ? <Personal rule={ruleOf(flags, at)}>{fold}</Personal> : fold}
      {open ? <Members value={value} flags={flags} at={at} /> : null}
    </>
  );
}

/** The members of an object or list, one a line. */
export function Members({ value, flags, at, limit = MEMBERS_MAX }: BranchProps & { limit?: number }) {
  const [all, setAll] = useState(false);
  const entries: [string, Json][] = Object.entries(value);
  const shown = all ? entries : entries.slice(0, limit);
  return (
    <div className={styles["members"]}>
      <dl className={styles["list"]}>
        {shown.map(([key, inner]) => (
          <div key={key} className={styles["member"]}>
            <dt className={styles["key"]}>
              <bdi dir="auto">{key}</bdi>
            </dt>
            <dd className={styles["value"]}>
              <Value value={inner} flags={flags} at={below(at, key)} />
            </dd>
          </div>
        ))}
      </dl>
      {shown.length < entries.length ? (
        <button type="button" className={styles["all"]} onClick={() => setAll(true)}>
          show all {entries.length.toLocaleString("en")}
        </button>
      ) : null}
    </div>
  );
}

export interface PairsProps {
  pairs: readonly (readonly [string, Json])[];
  flags?: readonly Flag[] | undefined;
  at?: string;
  limit?: number;
  /** Called instead of drawing more in this place. */
  onMore?: () => void;
}

/** `key value` one after the other on a line or two, as a log line shows them. */
export function Pairs({ pairs, flags, at = "", limit = 8, onMore }: PairsProps) {
  const left = pairs.length - limit;
  return (
    <span className={styles["pairs"]}>
      {pairs.slice(0, limit).map(([key, value]) => (
        <span key={key} className={styles["pair"]}>
          <bdi dir="auto" className={styles["key"]}>
            {key}
          </bdi>{" "}
          <Value value={value} flags={flags} at={below(at, key)} lengthMax={160} />
        </span>
      ))}
      {left > 0 ? (
        <button type="button" className={styles["all"]} onClick={onMore}>
          + {count(left, "more field")}
        </button>
      ) : null}
    </span>
  );
}
