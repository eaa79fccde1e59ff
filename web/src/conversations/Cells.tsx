import { CircleX, PhoneForwarded, TriangleAlert, Unplug } from "lucide-react";
import type { ReactNode } from "react";
import type { Row } from "../api/types";
import { duration } from "../format/duration";
import { Badge } from "../ui/Badge";
import { Personal, Redacted } from "../ui/Personal";
import { Pulse } from "../ui/Pulse";
import { RunningClock } from "../ui/RunningClock";
import { Time } from "../ui/Time";
import styles from "./Cells.module.css";
import type { ColumnId } from "./columns";

const REDACTED = "[redacted]";

/** What stands in a column for a conversation. */
export function Cell({ column, row }: { column: ColumnId; row: Row }): ReactNode {
  return CELLS[column](row);
}

const CELLS: Record<ColumnId, (row: Row) => ReactNode> = {
  start: (row) => <Time value={row.started_at} />,
  contact: (row) => <Contact row={row} />,
  duration: (row) => <Lasted row={row} />,
  turns: (row) => row.turns,
  functions: (row) => <Functions row={row} />,
  errors: (row) => <Errors row={row} />,
  warnings: (row) => <Warnings row={row} />,
  handoff: (row) => (row.handoff ? <Handoff /> : null),
  channel: (row) => <Field row={row} name="channel" />,
  environment: (row) => <Field row={row} name="environment" />,
  variant: (row) => <Field row={row} name={row.variant_name === null ? "variant_id" : "variant_name"} />,
  direction: (row) => <Field row={row} name="direction" />,
  language: (row) => <Field row={row} name="language" />,
  ended_by: (row) => <Field row={row} name="ended_by" />,
  entries: (row) => row.entries,
  id: (row) => <code>{row.id}</code>,
};

export function Contact({ row }: { row: Row }) {
  return row.contact === null ? (
    <span className={styles["faint"]}>no contact</span>
  ) : (
    <Field row={row} name="contact" />
  );
}

type Shown =
  "contact" | "channel" | "environment" | "variant_id" | "variant_name" | "direction" | "language" | "ended_by";

/** What a row says under a name, marked where that is personal. */
export function Field({ row, name }: { row: Row; name: Shown }) {
  const value = row[name];
  if (value === REDACTED) return <Redacted />;
  const mark = row._pii?.find(({ path }) => path === "" || path === `/${name}` || path.startsWith(`/${name}/`));
  return mark === undefined ? value : <Personal rule={mark.rule}>{value}</Personal>;
}

/** How long it took; for one that goes on, how long it has. */
export function Lasted({ row }: { row: Row }) {
  if (row.status === "live") {
    return (
      <span className={styles["live"]}>
        <Pulse />
        <span className="visually-hidden">live, </span>
        <RunningClock since={row.started_at} />
      </span>
    );
  }
  if (row.status === "lost_contact") {
    return (
      <Badge icon={<Unplug />} title="No heartbeat from the agent">
        lost
      </Badge>
    );
  }
  if (row.status === "unfinished") return <Badge title="It has no recorded end">unfinished</Badge>;
  return row.duration_ms === null ? null : duration(row.duration_ms);
}

function Functions({ row }: { row: Row }) {
  if (row.functions === 0) return <span className={styles["faint"]}>0</span>;
  if (row.failed_functions === 0) return row.functions;
  return (
    <span title={`${row.failed_functions} of ${row.functions} raised or never finished`}>
      <Failures row={row} /> / {row.functions}
    </span>
  );
}

export function Failures({ row }: { row: Row }) {
  return <span className={styles["failed"]}>{row.failed_functions} failed</span>;
}

export function Errors({ row }: { row: Row }) {
  if (row.errors === 0) return <span className={styles["faint"]}>0</span>;
  return (
    <Badge tone="error" icon={<CircleX />}>
      {row.errors}
    </Badge>
  );
}

export function Warnings({ row }: { row: Row }) {
  if (row.warnings === 0) return <span className={styles["faint"]}>0</span>;
  return (
    <Badge tone="warning" icon={<TriangleAlert />}>
      {row.warnings}
    </Badge>
  );
}

export function Handoff() {
  return (
    <span className={styles["handoff"]}>
      <PhoneForwarded aria-hidden /> handed off
    </span>
  );
}
