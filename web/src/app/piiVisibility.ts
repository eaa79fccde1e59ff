/** What the reader may see of personal data, and until when. */

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Session } from "../api/types";
import { dayAndClock } from "../format/time";
import { sessionQuery, useSession } from "./session";
import { useBlur } from "./theme";

/** How soon the server is asked again that counts the time otherwise. */
const AGAIN_MS = 5_000;
/** Timers hold no more than 24 days. */
const DAY_MS = 86_400_000;

/** Says what becomes of personal data: redacted, visible, or visible until 12 May, 14:03:07. */
export function piiVisibilityOf(session: Pick<Session, "sees_personal" | "sees_personal_until">, now: Date): string {
  if (!session.sees_personal) return "redacted";
  const until = session.sees_personal_until ?? null;
  return until === null ? "visible" : `visible until ${dayAndClock(until, now)}`;
}

/** Says the same of the reader at this screen, who may have covered what the key would show. */
export function usePiiVisibility(): string {
  const session = useSession();
  const [covered] = useBlur();
  return covered && session.sees_personal ? "hidden on this screen" : piiVisibilityOf(session, new Date());
}

/** Forgets everything that was shown, and asks for it again, at the time from which personal data is redacted. */
export function useEndOfPiiVisibility(): void {
  const until = useSession().sees_personal_until ?? null;
  const queries = useQueryClient();
  useEffect(() => {
    if (until === null) return;
    const wait = (): number => {
      const left = Date.parse(until) - Date.now();
      return window.setTimeout(() => void look(left), left <= 0 ? AGAIN_MS : Math.min(left, DAY_MS));
    };
    const look = async (left: number): Promise<void> => {
      if (left <= DAY_MS) {
        const session = await queries.query({ ...sessionQuery, staleTime: 0 }).catch(() => undefined);
        if (session?.sees_personal === false) {
          queries.removeQueries({ type: "inactive" });
          void queries.invalidateQueries();
          return;
        }
      }
      timer = wait();
    };
    let timer = wait();
    return () => window.clearTimeout(timer);
  }, [until, queries]);
}
