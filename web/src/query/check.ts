/** Asking the server whether it can read a query, without looking for anything. */

import { queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, body } from "../api/client";
import { ApiError, type Characters } from "../api/error";
import { TIME_ZONE } from "./timeZone";

/** Why a query cannot be read. */
export interface Unreadable {
  why: string;
  at: Characters | undefined;
}

/** Before the first conversation there was, so that the server has nothing to look at. */
const BEFORE_ALL = "1970-01-01T00:00:00Z";
const SETTLED_MS = 250;

export function checkOf(project: string, text: string) {
  return queryOptions({
    queryKey: ["query check", project, text],
    queryFn: async ({ signal }): Promise<Unreadable | null> => {
      const query = { query: text, time_zone: TIME_ZONE, started_before: BEFORE_ALL, limit: 1 };
      const path = { project_id: project };
      try {
        await body(api.GET("/api/projects/{project_id}/conversations", { params: { path, query }, signal }));
        return null;
      } catch (error) {
        if (error instanceof ApiError && error.status === 400) return { why: error.message, at: error.at };
        throw error;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Says why what is typed cannot be read, as soon as one stops typing. */
export function useUnreadable(project: string, typed: string): Unreadable | null {
  const settled = useSettled(typed);
  const isSettled = settled === typed && typed.trim() !== "";
  const { data } = useQuery({ ...checkOf(project, settled), enabled: isSettled });
  return isSettled ? (data ?? null) : null;
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** Returns a text in three parts, of which the second is what is wrong. The server counts whole characters. */
export function wrongPart(text: string, at: Characters): [string, string, string] {
  const signs = Array.from(text);
  const part = (from: number, to?: number): string => signs.slice(from, to).join("");
  // Where something is missing at the end, there is nothing yet to underline.
  const wrong = part(at.from, Math.max(at.to, at.from + 1));
  return [part(0, at.from), wrong === "" ? " " : wrong, part(Math.max(at.to, at.from + 1))];
}
