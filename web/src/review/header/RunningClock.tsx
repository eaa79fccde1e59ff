import { useEffect, useState } from "react";
import { runningClock } from "../../format/duration";

/** How long the call has been going on, by this machine's clock. */
export function RunningClock({ since }: { since: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <span role="timer">{runningClock(now - Date.parse(since))}</span>;
}
