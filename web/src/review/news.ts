import { useCallback, useEffect, useRef, useState } from "react";

const SHOWN_MS = 4_000;

/** A sentence that goes away by itself: something was copied, a link led nowhere. */
export function useNews(): readonly [string | undefined, (words: string) => void] {
  const [news, setNews] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const tell = useCallback((words: string) => {
    setNews(words);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setNews(undefined), SHOWN_MS);
  }, []);
  return [news, tell];
}
