// The rows that only say something: a turn begins, somebody speaks, lines are folded, a layer adds its word.

import { Hand, Workflow } from "lucide-react";
import { useContext } from "react";
import { Badge } from "../../ui/Badge";
import { classes } from "../../ui/classes";
import { useReviewContext } from "../reviewContext";
import { instant, isEmpty, text } from "../model/field";
import type { FoldRow, LayerRow, MetricRow, SaidRow, TurnRow } from "../model/rows";
import type { Turn } from "../model/shape";
import { turnStart } from "../model/tree";
import { clock, count } from "../model/wording";
import { MarkAction, useMayMark } from "../marking/MarkAction";
import { partOfTurn } from "../marking/parts";
import actions from "./actions.module.css";
import { LayersOn } from "./layersOn";
import { Value } from "../Value";
import { InShort, Words } from "../Words";
import styles from "./lines.module.css";
import said from "./said.module.css";

export function TurnLine({ row }: { row: TurnRow }) {
  const { review } = useReviewContext();
  const { turn } = row;
  const at = turnStart(turn) - (instant(review.started_at) ?? 0);
  return (
    <div className={said["turn"]}>
      <h3 className={said["turn-name"]}>{turn.number === 0 ? "Before the first turn" : `Turn ${turn.number}`}</h3>
      <span className={said["turn-time"]}>{clock(at)}</span>
      <TurnMarks turn={turn} />
      <span className={said["rule"]} />
      {turn.cut.length > 0 ? <span className={styles["cut"]}>{count(turn.cut.length, "value")} cut</span> : null}
      {row.empty ? <span className={styles["quiet"]}>nothing was said or logged</span> : null}
    </div>
  );
}

function TurnMarks({ turn }: { turn: Turn }) {
  const layers = useContext(LayersOn);
  const { fields } = turn;
  const flow = text(fields, "in_flow");
  const step = text(fields, "in_step") ?? text(fields, "current_node");
  const at = text(fields, "in_step") === undefined ? "/current_node" : "/in_step";
  const variant = text(fields, "variant");
  return (
    <>
      {layers.has("flows") && (flow ?? step) !== undefined ? (
        <span className={said["flow"]} title="Flow and step">
          <Workflow aria-hidden />
          {flow === undefined ? null : <InShort text={flow} flags={turn._pii} at="/in_flow" />}
          {flow === undefined || step === undefined ? null : " › "}
          {step === undefined ? null : <InShort text={step} flags={turn._pii} at={at} />}
        </span>
      ) : null}
      {layers.has("variants") && variant !== undefined ? (
        <Badge title="Variant">
          <InShort text={variant} flags={turn._pii} at="/variant" />
        </Badge>
      ) : null}
      {layers.has("interruptions") && fields["barge_in"] === true ? (
        <Badge tone="accent" icon={<Hand aria-hidden />}>
          caller interrupted
        </Badge>
      ) : null}
      {fields["is_ood"] === true ? <Badge>out of domain</Badge> : null}
    </>
  );
}

export function SaidLine({ row, reached }: { row: SaidRow; reached: boolean }) {
  const caller = row.kind === "caller";
  const mayMark = useMayMark();
  const part = partOfTurn(row.turn);
  const { fields, _pii: flags } = row.turn;
  const field = caller ? "user_input" : "agent_response";
  const words = text(fields, field);
  const keys = caller ? text(fields, "user_input_dtmf") : undefined;
  return (
    <div className={classes(said["said"], said[row.kind])}>
      <span className={said["who"]}>{caller ? "Caller" : "Agent"}</span>
      <p className={said["words"]}>
        {words === undefined ? null : <Words text={words} flags={flags} at={`/${field}`} />}
        {keys === undefined ? null : (
          <span className={said["keys"]}>
            pressed <Words text={keys} flags={flags} at="/user_input_dtmf" />
          </span>
        )}
        {caller && words === undefined && keys === undefined ? (
          <span className={styles["quiet"]}>said nothing</span>
        ) : null}
      </p>
      {reached && mayMark && part !== undefined ? (
        <span className={actions["actions"]}>
          <MarkAction part={part} />
        </span>
      ) : null}
    </div>
  );
}

export function FoldLine({ row }: { row: FoldRow }) {
  const { toggle } = useReviewContext();
  return (
    <div className={styles["machine"]}>
      <span className={styles["offset"]} />
      <button
        type="button"
        tabIndex={-1}
        className={styles["fold"]}
        aria-expanded={row.unfolded}
        onClick={() => toggle(row)}
      >
        {row.unfolded ? "−" : "+"}
        {count(row.lines, "line")}
      </button>
    </div>
  );
}

export function LayerLine({ row }: { row: LayerRow }) {
  const { fields, _pii: flags } = row.turn;
  const value = fields[row.field] ?? null;
  const at = `/${row.field}`;
  return (
    <div className={styles["machine"]}>
      <span className={styles["offset"]} />
      <div className={styles["layer"]}>
        <span className={styles["layer-name"]}>{row.label}</span>
        <span className={styles["layer-value"]}>
          {typeof value === "string" ? (
            <Words text={value} flags={flags} at={at} />
          ) : (
            <Value value={value} flags={flags} at={at} open />
          )}
        </span>
      </div>
    </div>
  );
}

export function MetricLine({ row }: { row: MetricRow }) {
  const { metric } = row;
  return (
    <div className={styles["machine"]}>
      <span className={styles["offset"]} />
      <div className={styles["layer"]}>
        <span className={styles["layer-name"]}>Metric</span>
        <span className={classes(styles["layer-value"], styles["mono"])}>
          <InShort text={metric.name} flags={metric._pii} at="/name" />{" "}
          {isEmpty(metric.value) ? null : <Value value={metric.value ?? null} flags={metric._pii} at="/value" />}
        </span>
      </div>
    </div>
  );
}
