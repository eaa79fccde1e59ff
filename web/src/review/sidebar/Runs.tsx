// The last runs of one function in all conversations: is it this call, or is it always so?

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, body } from "../../api/client";
import type { FunctionRun } from "../../api/types";
import { utc } from "../../format/time";
import { classes } from "../../ui/classes";
import { Skeleton } from "../../ui/Skeleton";
import { Time } from "../../ui/Time";
import { useReviewContext } from "../reviewContext";
import { OUTCOMES } from "../model/outcome";
import { count, duration } from "../model/wording";
import { Isolated } from "../Words";
import styles from "./Sidebar.module.css";
import { Section } from "./Section";

/** So many up to this call, and so many after it. */
const EARLIER_MAX = 14;
const LATER_MAX = 6;
/** Among so many of the newest runs those after this call are looked for; the server gives no more at once. */
const NEWEST_MAX = 100;
const HEIGHT = 34;

/** The runs around this call: it is one of them, however many there were since. */
function useRuns(name: string) {
  const { project, review } = useReviewContext();
  const start = Date.parse(review.started_at);
  return useQuery({
    queryKey: ["runs", project, name, review.started_at],
    queryFn: async ({ signal }) => {
      const ask = async (query: { limit: number; before?: string }): Promise<readonly FunctionRun[]> => {
        const params = { path: { project_id: project, name }, query };
        return (await body(api.GET("/api/projects/{project_id}/functions/{name}/runs", { params, signal }))).runs;
      };
      const before = new Date(start + 1).toISOString();
      const [earlier, newest] = await Promise.all([ask({ limit: EARLIER_MAX, before }), ask({ limit: NEWEST_MAX })]);
      return around(earlier, newest);
    },
    staleTime: 30_000,
  });
}

/** Puts the later runs before the earlier ones, newest first; where they do not meet, those between are not known. */
export function around(earlier: readonly FunctionRun[], newest: readonly FunctionRun[]): readonly FunctionRun[] {
  const [first] = earlier;
  if (first === undefined) return newest.slice(-LATER_MAX);
  const at = newest.findIndex((run) => isSame(run, first));
  return at < 0 ? earlier : [...newest.slice(Math.max(0, at - LATER_MAX), at), ...earlier];
}

function isSame(left: FunctionRun, right: FunctionRun): boolean {
  return left.conversation_id === right.conversation_id && left.event_id === right.event_id;
}

export function Runs({ name }: { name: string }) {
  const query = useRuns(name);
  const runs = query.data ?? [];
  return (
    <Section
      title="Runs around this call of"
      aside={
        <code className={styles["function"]}>
          <Isolated text={name} />
        </code>
      }
    >
      {query.isPending ? <Skeleton width="100%" height={HEIGHT + 20} /> : null}
      {query.isError ? <p className={styles["quiet"]}>They could not be loaded.</p> : null}
      {query.isSuccess && runs.length === 0 ? (
        <p className={styles["quiet"]}>No runs in recent conversations.</p>
      ) : null}
      {runs.length > 0 ? <Plot runs={runs} name={name} /> : null}
    </Section>
  );
}

function Plot({ runs, name }: { runs: readonly FunctionRun[]; name: string }) {
  const { project, review } = useReviewContext();
  // The newest stands at the right, where time goes.
  const ordered = [...runs].reverse();
  const longest = Math.max(1, ...ordered.map((run) => run.duration_ms ?? 0));
  const failed = ordered.filter((run) => run.failed).length;
  const durations = ordered.flatMap((run) => (run.duration_ms === null ? [] : [run.duration_ms]));
  const middle = durations.sort((left, right) => left - right)[Math.floor(durations.length / 2)];
  return (
    <>
      <ol className={styles["runs"]} aria-label={`Runs of ${name}, the newest last`}>
        {ordered.map((run) => {
          const height = Math.max(3, ((run.duration_ms ?? 0) / longest) * HEIGHT);
          const words = inWords(run);
          return (
            <li key={`${run.conversation_id} ${run.event_id}`}>
              <Link
                to="/$project/conversations/$id"
                params={{ project, id: run.conversation_id }}
                search={{ turn: run.turn, event: run.event_id }}
                aria-label={words}
                title={words}
                className={classes(
                  styles["run"],
                  run.failed && styles["run-failed"],
                  run.status !== "ended" && styles["run-open"],
                  run.conversation_id === review.id && styles["run-here"],
                )}
              >
                {run.failed ? (
                  <svg viewBox="0 0 8 8" aria-hidden>
                    <path d="M1.5 1.5l5 5M6.5 1.5l-5 5" />
                  </svg>
                ) : null}
                <span className={styles["run-bar"]} style={{ height }} />
              </Link>
            </li>
          );
        })}
      </ol>
      <p className={styles["quiet"]}>
        {failed === 0 ? "None" : failed} of {count(runs.length, "run")} failed
        {middle === undefined ? "" : `, median ${duration(middle)}`}
      </p>
      <p className={styles["run-times"]}>
        <Time value={ordered[0]?.started_at ?? ""} />
        <Time value={ordered.at(-1)?.started_at ?? ""} />
      </p>
    </>
  );
}

function inWords(run: FunctionRun): string {
  const judged = run.outcome === null ? "not ended" : OUTCOMES[run.outcome];
  const outcome = run.error_type ?? judged;
  const took = run.duration_ms === null ? "" : ` after ${duration(run.duration_ms)}`;
  return `${utc(run.started_at)}: ${outcome}${took}`;
}
