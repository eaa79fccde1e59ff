// The last runs of one function in all conversations: is it this call, or is it always so?

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, body } from "../../api/client";
import type { FunctionRun } from "../../api/types";
import { utc } from "../../format/time";
import { classes } from "../../ui/classes";
import { Skeleton } from "../../ui/Skeleton";
import { useDesk } from "../desk";
import { OUTCOMES } from "../model/outcome";
import { count, duration } from "../model/wording";
import { Isolated } from "../Words";
import styles from "./Beside.module.css";
import { Section } from "./Section";

const RUNS_MAX = 20;
const HEIGHT = 34;

export function Runs({ name }: { name: string }) {
  const { project } = useDesk();
  const query = useQuery({
    queryKey: ["runs", project, name],
    queryFn: ({ signal }) => {
      const params = { path: { project_id: project, name }, query: { limit: RUNS_MAX } };
      return body(api.GET("/api/projects/{project_id}/functions/{name}/runs", { params, signal }));
    },
    staleTime: 30_000,
  });
  const runs = query.data?.runs ?? [];
  return (
    <Section
      title="Last runs of"
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
  const { project, review } = useDesk();
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
    </>
  );
}

function inWords(run: FunctionRun): string {
  const judged = run.outcome === null ? "not ended" : OUTCOMES[run.outcome];
  const outcome = run.error_type ?? judged;
  const took = run.duration_ms === null ? "" : ` after ${duration(run.duration_ms)}`;
  return `${utc(run.started_at)}: ${outcome}${took}`;
}
