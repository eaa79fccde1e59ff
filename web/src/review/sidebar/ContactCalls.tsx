// Other calls of the same person, for readers who may see who that is.

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, body } from "../../api/client";
import { Skeleton } from "../../ui/Skeleton";
import { Time } from "../../ui/Time";
import { useReviewContext } from "../reviewContext";
import { LevelMark } from "../LevelMark";
import { duration } from "../model/wording";
import styles from "./Sidebar.module.css";
import { Section } from "./Section";

const CALLS_MAX = 20;

export function ContactCalls() {
  const { project, review } = useReviewContext();
  const has = typeof review.contact === "string" && review.contact !== "";
  const query = useQuery({
    queryKey: ["contact-calls", project, review.id],
    queryFn: ({ signal }) => {
      const params = { path: { project_id: project }, query: { conversation: review.id, limit: CALLS_MAX } };
      return body(api.GET("/api/projects/{project_id}/contact-calls", { params, signal }));
    },
    enabled: has,
    staleTime: 30_000,
  });
  if (!has) return null;
  const calls = query.data?.conversations ?? [];
  return (
    <Section title="Other calls of this contact">
      {query.isPending ? <Skeleton width="100%" height={40} /> : null}
      {query.isError ? <p className={styles["quiet"]}>They could not be loaded.</p> : null}
      {query.isSuccess && calls.length === 0 ? <p className={styles["quiet"]}>This is the only one.</p> : null}
      <ul className={styles["calls"]}>
        {calls.map((call) => (
          <li key={call.id}>
            <Link to="/$project/conversations/$id" params={{ project, id: call.id }}>
              <Time value={call.started_at} />
            </Link>
            <span className={styles["quiet"]}>{call.duration_ms === null ? "" : duration(call.duration_ms)}</span>
            {call.errors + call.failed_functions > 0 ? <LevelMark level="error" /> : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}
