import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState, type SyntheticEvent } from "react";
import { ApiError } from "../api/error";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";
import styles from "./LoginPage.module.css";
import { useLogIn } from "./session";
import { useTheme } from "./theme";

/** Trades a key for a session. The key itself is never kept here. */
export default function LoginPage() {
  const { from, over } = useSearch({ from: "/login" });
  const navigate = useNavigate();
  const logIn = useLogIn();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  useTheme();

  const submit = async (event: SyntheticEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get("key");
    if (typeof key !== "string" || key.trim() === "") {
      setProblem("Enter a key first.");
      return;
    }
    setBusy(true);
    try {
      await logIn(key.trim());
      await navigate({ href: from ?? "/", replace: true });
    } catch (error) {
      setProblem(inWords(error));
      setBusy(false);
    }
  };

  return (
    <main className={styles["page"]}>
      <form className={styles["form"]} onSubmit={(event) => void submit(event)}>
        <img src="/icon.svg" alt="" width={40} height={40} />
        <div>
          <h1 className={styles["title"]}>Log in to convlog</h1>
          <p className={styles["lead"]}>
            {over === true ? "Your session has ended. Log in to return to where you were." : "Review conversations."}
          </p>
        </div>
        {/* A password manager keeps a key under a name; there is only one here. */}
        <input type="text" name="username" autoComplete="username" value="convlog" readOnly hidden />
        <TextField
          label="API key"
          name="key"
          type="password"
          autoComplete="current-password"
          autoCapitalize="off"
          spellCheck={false}
          mono
          // The page has one field, and one comes here to fill it.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          readOnly={busy}
          error={problem}
          onChange={() => setProblem(undefined)}
        />
        <Button type="submit" variant="primary" size="large" disabled={busy}>
          {busy ? "Logging in…" : "Log in"}
        </Button>
        <p className={styles["hint"]}>
          The server prints its first keys when it starts for the first time. <code>convlog keys create</code> makes
          more.
        </p>
      </form>
    </main>
  );
}

function inWords(error: unknown): string {
  if (!(error instanceof ApiError)) return "Something went wrong here. Reload the page and try again.";
  if (error.away) return "The server does not answer. Is it running?";
  if (error.status === 401) return "This key is not valid. Check that all of it was copied.";
  if (error.status === 403) return "This key lacks the permission `read`. Use another key.";
  if (error.status === 429) {
    return error.retryAfter === undefined
      ? "Too many attempts. Wait a minute, then try again."
      : `Too many tries. Try again in ${error.retryAfter} s.`;
  }
  return `The server said: ${error.message}.`;
}
