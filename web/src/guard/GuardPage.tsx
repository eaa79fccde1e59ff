import { useParams } from "@tanstack/react-router";
import { Lock, LockOpen, ShieldX } from "lucide-react";
import { useState } from "react";
import { scrollBindings, useHotkeys } from "../app/Hotkeys";
import { useSession } from "../app/session";
import { usePiiVisibility } from "../app/piiVisibility";
import { Badge } from "../ui/Badge";
import { EmptyState } from "../ui/State";
import { Rules } from "./Rules";
import { Trial } from "./Trial";
import styles from "./guard.module.css";

/** What the guard of a project hides, and what the project says is not personal: for administrators. */
export default function GuardPage() {
  const { project } = useParams({ from: "/app/$project/guard" });
  const session = useSession();
  const sight = usePiiVisibility();
  const [body, setBody] = useState<HTMLElement | null>(null);
  useHotkeys(
    "Guard",
    scrollBindings(() => body),
  );
  const isAdmin = session.permissions.includes("admin");
  return (
    <main className={styles["page"]}>
      <header className={styles["header"]}>
        <span className={styles["project"]}>{project}</span>
        <h1 className={styles["title"]}>Guard</h1>
        <span className={styles["gap"]} />
        <span className={styles["who"]}>
          <Badge
            tone={session.sees_personal ? "personal" : "neutral"}
            icon={session.sees_personal ? <LockOpen /> : <Lock />}
            title={`Logged in with the key ${session.key_name}, account ${session.account_id}`}
          >
            {session.key_name} · personal data {sight}
          </Badge>
        </span>
      </header>
      <div ref={setBody} className={styles["body"]}>
        {isAdmin ? (
          // Another project has other rules: nothing of the one before may stay.
          <div key={project} className={styles["parts"]}>
            <Trial project={project} />
            <Rules project={project} />
          </div>
        ) : (
          <EmptyState title="This page is for administrators" icon={<ShieldX />}>
            It takes a key with the permission <code>admin</code>.
          </EmptyState>
        )}
      </div>
    </main>
  );
}
