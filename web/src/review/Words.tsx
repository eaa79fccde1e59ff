// Text that people or programs wrote: never markup, never able to turn the line around it, marked where it is personal
// and cut where it would hurt.

import { Fragment, useContext, useState, type ReactNode } from "react";
import { Personal, Redacted } from "../ui/Personal";
import { holdsPersonal, isPersonal, ruleOf, type Told } from "./model/pointer";
import { occurrences } from "./model/search";
import type { Flag } from "./model/shape";
import { bytes, isAmbiguous } from "./model/wording";
import { SearchedText } from "./searched";
import styles from "./Words.module.css";

const REDACTED = "[redacted]";
/** What is drawn at first; a megabyte of text is drawn only when somebody asks for it. */
const LENGTH_MAX = 2_000;

export interface WordsProps {
  text: string;
  flags?: readonly Flag[] | undefined;
  /** The JSON pointer to the text, which decides whether it is personal. */
  at?: string;
  lengthMax?: number;
  /** Draws quotation marks around what would otherwise be taken for a number, a truth or nothing. */
  quoted?: boolean;
}

export function Words({ text, flags, at = "", lengthMax = LENGTH_MAX, quoted = false }: WordsProps) {
  const [whole, setWhole] = useState(false);
  const cut = !whole && text.length > lengthMax;
  const shown = quoted && isAmbiguous(text) ? JSON.stringify(text) : text;
  const drawn = <Isolated text={cut ? shown.slice(0, lengthMax) : shown} />;
  const personal = isPersonal(flags, at) ? <Personal rule={ruleOf(flags, at)}>{drawn}</Personal> : drawn;
  return (
    <>
      {whole ? <span className={styles["whole"]}>{personal}</span> : personal}
      {cut ? (
        <button type="button" className={styles["more"]} onClick={() => setWhole(true)}>
          … show all {bytes(text.length)}
        </button>
      ) : null}
    </>
  );
}

/** What is written in short of a value: marked as a whole where anything in it is personal. */
export function InShort({ text, flags, at }: Told) {
  const drawn = <Isolated text={text} />;
  return holdsPersonal(flags, at) ? <Personal rule={ruleOf(flags, at)}>{drawn}</Personal> : drawn;
}

/** One stretch of foreign text, isolated from the direction of what stands around it. */
export function Isolated({ text }: { text: string }) {
  const wanted = useContext(SearchedText);
  if (text === REDACTED) return <Redacted />;
  if (wanted === "" && !text.includes(REDACTED)) {
    return (
      <bdi dir="auto" className={styles["isolated"]}>
        {text}
      </bdi>
    );
  }
  const parts: ReactNode[] = text.split(REDACTED).map((part, index) => (
    <Fragment key={index}>
      {index === 0 ? null : <Redacted />}
      {wanted === "" ? part : <Marked text={part} wanted={wanted} />}
    </Fragment>
  ));
  return (
    <bdi dir="auto" className={styles["isolated"]}>
      {parts}
    </bdi>
  );
}

function Marked({ text, wanted }: { text: string; wanted: string }) {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const [start, end] of occurrences(text, wanted)) {
    parts.push(text.slice(from, start), <mark key={start}>{text.slice(start, end)}</mark>);
    from = end;
  }
  parts.push(text.slice(from));
  return <>{parts}</>;
}
