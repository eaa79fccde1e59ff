import { CircleX, Braces, MessageSquareText, Phone, TriangleAlert, Workflow, type LucideIcon } from "lucide-react";
import type { MatchedRecord } from "../api/types";
import { LevelMark } from "../review/LevelMark";
import { OUTCOMES } from "../review/model/outcome";
import { Isolated } from "../review/Words";
import { Personal } from "../ui/Personal";
import styles from "./MatchedLine.module.css";

/** Why a conversation is among those that were asked for: the line that says most about it, and how many more there are. */
export function MatchedLine({ matched }: { matched: MatchedRecord }) {
  const { function: name, outcome, text, count } = matched;
  const said = text === null ? null : <Isolated text={text} />;
  return (
    <span className={styles["line"]}>
      <Mark matched={matched} />
      <span className={styles["text"]}>
        {name === null ? null : (
          <>
            <code className={styles["function"]}>{name}</code>{" "}
          </>
        )}
        {outcome === null || outcome === "ok" ? null : <span className={styles["outcome"]}>{OUTCOMES[outcome]} </span>}
        {matched.personal === true && said !== null ? <Personal>{said}</Personal> : said}
      </span>
      {count > 1 ? <span className={styles["more"]}>+{(count - 1).toLocaleString("en")} more</span> : null}
    </span>
  );
}

function Mark({ matched: { kind, level, outcome } }: { matched: MatchedRecord }) {
  if (level === "info" || level === "warning" || level === "error") return <LevelMark level={level} />;
  if (outcome === "raised") return <CircleX role="img" aria-label="Function" className={styles["bad"]} />;
  if (outcome === "unfinished") return <TriangleAlert role="img" aria-label="Function" className={styles["bad"]} />;
  const { Icon, name } = KINDS[kind] ?? CONVERSATION;
  return <Icon role="img" aria-label={name} />;
}

interface Kind {
  Icon: LucideIcon;
  name: string;
}

const CONVERSATION: Kind = { Icon: Phone, name: "Conversation" };
const KINDS: Readonly<Record<string, Kind>> = {
  function_event: { Icon: Braces, name: "Function" },
  span: { Icon: Workflow, name: "Span" },
  turn: { Icon: MessageSquareText, name: "Turn" },
};
