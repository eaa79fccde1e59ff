/** Light, dark, or as the system says. */

import { useEffect } from "react";
import { useRemembered } from "./remembered";

export type Theme = "system" | "light" | "dark";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

const read = (stored: unknown): Theme => THEMES.find((theme) => theme === stored) ?? "system";

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useRemembered("theme", read);
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  return [theme, setTheme];
}

/** Whether personal data is covered, for sharing the screen. */
export function useBlur(): [boolean, (on: boolean) => void] {
  const [blurred, setBlurred] = useRemembered("blur", (stored) => stored === true);
  useEffect(() => {
    if (blurred) document.documentElement.dataset["blur"] = "on";
    else delete document.documentElement.dataset["blur"];
  }, [blurred]);
  return [blurred, setBlurred];
}
