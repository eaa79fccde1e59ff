import { useMemo } from "react";
import { stringify } from "../../api/json";
import { Personal } from "../../ui/Personal";
import type { Json } from "../model/shape";
import { bytes } from "../model/wording";
import styles from "./lines.module.css";

/** More than this nobody reads in a page; copying takes all of it. */
const LENGTH_MAX = 100_000;

/** JSON as it came. Where anything in it is personal, all of it is treated so: a raw text has no places. */
export function RawJson({ value, personal }: { value: Json; personal: boolean }) {
  const text = useMemo(() => stringify(value, 2), [value]);
  const shown = text.slice(0, LENGTH_MAX);
  return (
    <pre className={styles["raw"]}>
      {personal ? <Personal>{shown}</Personal> : shown}
      {text.length > LENGTH_MAX ? `\n… ${bytes(text.length - LENGTH_MAX)} more; copy as JSON to have all of it` : ""}
    </pre>
  );
}
