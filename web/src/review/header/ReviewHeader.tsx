// Two lines: which call this is, and the worst that happened in it.

import { Link } from "@tanstack/react-router";
import { ArrowLeft, Maximize2, X } from "lucide-react";
import { Badge, type Tone } from "../../ui/Badge";
import { IconButton } from "../../ui/Button";
import { Personal, Redacted } from "../../ui/Personal";
import { Skeleton } from "../../ui/Skeleton";
import { Time } from "../../ui/Time";
import { useReviewContext } from "../reviewContext";
import { LevelMark } from "../LevelMark";
import { durationOfReview } from "../model/call";
import { text } from "../model/field";
import { asSearch } from "../model/link";
import { isPersonal, ruleOf } from "../model/pointer";
import type { Review, Status } from "../model/shape";
import type { Headline } from "../model/headline";
import { duration } from "../model/wording";
import { InShort, Isolated } from "../Words";
import { RunningClock } from "./RunningClock";
import styles from "./ReviewHeader.module.css";

export interface ReviewHeaderProps {
  place: "panel" | "page";
  headline: Headline | undefined;
  onClose: () => void;
  onExpand: (() => void) | undefined;
  /** What the worst is, is not known yet. */
  isReading?: boolean;
}

export function ReviewHeader({ place, isReading = false, headline, onClose, onExpand }: ReviewHeaderProps) {
  const { review } = useReviewContext();
  return (
    <header className={styles["header"]}>
      <div className={styles["first"]}>
        {place === "page" ? (
          <IconButton
            data-screen-only
            label="Back to the conversations"
            keys="Escape"
            icon={<ArrowLeft />}
            onClick={onClose}
          />
        ) : null}
        <h2 className={styles["contact"]}>
          <Contact review={review} />
        </h2>
        <Facts review={review} />
        <span className={styles["buttons"]} data-screen-only>
          {place === "panel" && onExpand !== undefined ? (
            <IconButton label="Open as a page" icon={<Maximize2 />} onClick={onExpand} />
          ) : null}
          {place === "panel" ? <IconButton label="Close" keys="Escape" icon={<X />} onClick={onClose} /> : null}
        </span>
      </div>
      {isReading ? (
        <p className={styles["calm"]}>
          <Skeleton width="40%" />
        </p>
      ) : (
        <HeadlineLine headline={headline} />
      )}
    </header>
  );
}

function Contact({ review }: { review: Review }) {
  const { contact, _pii: flags } = review;
  if (contact === null || contact === "") return <>No contact</>;
  if (contact === "[redacted]") return <Redacted />;
  const at = ["/contact", "/from_number", "/to_number"].find((pointer) => isPersonal(flags, pointer));
  const drawn = <Isolated text={contact} />;
  return at === undefined ? drawn : <Personal rule={ruleOf(flags, at)}>{drawn}</Personal>;
}

const STATUS: Readonly<Record<Status, { tone: Tone; label: string } | undefined>> = {
  live: { tone: "live", label: "Live" },
  lost_contact: { tone: "error", label: "Contact lost" },
  unfinished: { tone: "warning", label: "Never ended" },
  ended: undefined,
};

function Facts({ review }: { review: Review }) {
  const { fields, _pii: flags } = review;
  const status = STATUS[review.status];
  const took = durationOfReview(review);
  const ended = text(fields, "ended_by");
  const variant = text(fields, "variant_name") === undefined ? "variant_id" : "variant_name";
  return (
    <ul className={styles["facts"]}>
      {status === undefined ? null : (
        <li>
          <Badge tone={status.tone}>{status.label}</Badge>
        </li>
      )}
      <li>
        <Time value={review.started_at} />
      </li>
      {review.status === "live" ? (
        <li>
          <RunningClock since={review.started_at} />
        </li>
      ) : took === undefined ? null : (
        <li>{duration(took)}</li>
      )}
      {["channel", "environment", "direction", "language", variant].map((name) => {
        const fact = text(fields, name);
        return fact === undefined ? null : (
          <li key={name}>
            <InShort text={fact} flags={flags} at={`/${name}`} />
          </li>
        );
      })}
      {ended === undefined ? null : (
        <li>
          ended by <InShort text={ended} flags={flags} at="/ended_by" />
        </li>
      )}
    </ul>
  );
}

function HeadlineLine({ headline }: { headline: Headline | undefined }) {
  const { jump, review, project } = useReviewContext();
  if (headline === undefined) {
    return <p className={styles["calm"]}>No errors</p>;
  }
  const words = (
    <>
      <InShort {...headline.subject} /> {headline.rest}
      {headline.reason === undefined ? null : (
        <>
          : <InShort {...headline.reason} />
        </>
      )}
    </>
  );
  const { target } = headline;
  return (
    <p className={styles["headline"]}>
      <LevelMark level={headline.level} />
      {target === undefined ? (
        <span>{words}</span>
      ) : (
        <Link
          to="/$project/conversations/$id"
          params={{ project, id: review.id }}
          search={asSearch(headline.link)}
          className={styles[headline.level]}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            jump(target);
          }}
        >
          {words}
        </Link>
      )}
      {headline.more === undefined ? null : <span className={styles["more"]}>{headline.more}</span>}
    </p>
  );
}
