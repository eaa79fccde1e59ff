import { Link, Outlet, useNavigate, useParams } from "@tanstack/react-router";
import {
  Eye,
  EyeOff,
  Keyboard,
  LogOut,
  MessagesSquare,
  ScrollText,
  Search,
  ShieldCheck,
  UserRound,
} from "lucide-react";
import { useMemo, useState } from "react";
import { askedQuery } from "../query/place";
import { useAskedQuery } from "../query/useAskedQuery";
import { IconButton } from "../ui/Button";
import { Menu, MenuChoice, MenuItem, MenuLine } from "../ui/Menu";
import { CoveredContext } from "../ui/Personal";
import { Tooltip } from "../ui/Tooltip";
import { CommandMenu } from "./CommandMenu";
import { useCommands, type Command } from "./commands";
import { Help } from "./Help";
import { useHotkeys } from "./Hotkeys";
import { Notices } from "./Notices";
import { OfflineBar } from "./Offline";
import { remember } from "./remembered";
import { useLogOut, useSession } from "./session";
import styles from "./Shell.module.css";
import { useCoveredAddress } from "./sharing";
import { useEndOfPiiVisibility, usePiiVisibility } from "./piiVisibility";
import { useBlur, useTheme, type Theme } from "./theme";

type Overlay = "commands" | "help" | null;

/** The frame of every page: where one is, as whom, and the keys that work everywhere. */
export function Shell() {
  const { project } = useParams({ strict: false });
  const [overlay, setOverlay] = useState<Overlay>(null);
  const navigate = useNavigate();
  const [covered] = useBlur();
  useEndOfPiiVisibility();
  useCoveredAddress();
  useShellKeys(setOverlay);
  useShellCommands(setOverlay);
  const openById = (id: string): void => {
    if (project !== undefined) void navigate({ to: "/$project/conversations/$id", params: { project, id } });
  };
  return (
    <CoveredContext value={covered}>
      <div className={styles["shell"]}>
        <a href="#content" className={styles["skip"]}>
          Skip to the content
        </a>
        <Rail project={project} onOverlay={setOverlay} />
        <div className={styles["place"]}>
          <div id="content" tabIndex={-1} className={styles["content"]}>
            <Outlet />
          </div>
          <OfflineBar />
        </div>
        <Notices />
        <Help open={overlay === "help"} onClose={() => setOverlay(null)} />
        {overlay === "commands" ? (
          <CommandMenu onClose={() => setOverlay(null)} onOpen={project === undefined ? undefined : openById} />
        ) : null}
      </div>
    </CoveredContext>
  );
}

function Rail({ project, onOverlay }: { project: string | undefined; onOverlay: (overlay: Overlay) => void }) {
  const session = useSession();
  const [covered, setCovered] = useBlur();
  return (
    <nav className={styles["rail"]} aria-label="convlog">
      <Link to="/" className={styles["logo"]} aria-label="convlog, home">
        <img src="/icon.svg" alt="" width={24} height={24} />
      </Link>
      {project === undefined ? null : <Places project={project} />}
      {project === undefined || !session.permissions.includes("admin") ? null : (
        <Tooltip label="Guard" side="right">
          <Link to="/$project/guard" params={{ project }} className={styles["place-link"]} aria-label="Guard">
            <ShieldCheck />
          </Link>
        </Tooltip>
      )}
      <div className={styles["gap"]} />
      <IconButton label="Commands" keys="Ctrl+K" side="right" icon={<Search />} onClick={() => onOverlay("commands")} />
      <IconButton
        label="Keyboard"
        keys="?"
        side="right"
        className={styles["no-touch"]}
        icon={<Keyboard />}
        onClick={() => onOverlay("help")}
      />
      {session.sees_personal ? (
        <IconButton
          label={covered ? "Show personal data" : "Hide personal data while you share the screen"}
          keys="P"
          side="right"
          aria-pressed={covered}
          icon={covered ? <EyeOff /> : <Eye />}
          onClick={() => setCovered(!covered)}
        />
      ) : null}
      <Account />
    </nav>
  );
}

/** The lists of a project. What is asked of one is asked of the other. */
function Places({ project }: { project: string }) {
  const query = useAskedQuery(project);
  const [covered] = useBlur();
  return PLACES.map(({ to, name, Icon }) => (
    // A link keeps the address it was made with, so that covering makes another one.
    <Tooltip key={`${to} ${covered}`} label={name} side="right">
      <Link
        to={to}
        params={{ project }}
        search={query === "" ? {} : { query }}
        activeOptions={{ includeSearch: false }}
        className={styles["place-link"]}
        aria-label={name}
      >
        <Icon />
      </Link>
    </Tooltip>
  ));
}

const PLACES = [
  { to: "/$project/conversations", name: "Conversations", Icon: MessagesSquare },
  { to: "/$project/logs", name: "Logs", Icon: ScrollText },
] as const;

function Account() {
  const session = useSession();
  const [theme, setTheme] = useTheme();
  const logOut = useLogOut();
  const visibility = usePiiVisibility();
  return (
    <Menu
      label="Account"
      align="end"
      side="right"
      trigger={<IconButton label={`Logged in as ${session.key_name}`} side="right" icon={<UserRound />} />}
    >
      <div className={styles["who"]}>
        <strong>{session.key_name}</strong>
        <span>Account {session.account_id}</span>
        <span>Personal data is {visibility}</span>
      </div>
      <MenuLine />
      <MenuChoice label="Theme" value={theme} options={THEMES} onChange={(value) => setTheme(value as Theme)} />
      <MenuLine />
      <MenuItem icon={<LogOut />} onSelect={() => void logOut()}>
        Log out
      </MenuItem>
    </Menu>
  );
}

const THEMES = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

function useShellKeys(setOverlay: (overlay: Overlay) => void): void {
  const session = useSession();
  const [covered, setCovered] = useBlur();
  useHotkeys("Everywhere", [
    { keys: "Ctrl+K", does: "Commands", run: () => setOverlay("commands") },
    { keys: "?", does: "This help", run: () => setOverlay("help") },
    ...(session.sees_personal
      ? [{ keys: "p", does: "Hide or show personal data", run: () => setCovered(!covered) }]
      : []),
  ]);
}

function useShellCommands(setOverlay: (overlay: Overlay) => void): void {
  const session = useSession();
  const navigate = useNavigate();
  const logOut = useLogOut();
  const commands = useMemo<Command[]>(
    () => [
      ...session.projects.flatMap((project) =>
        PLACES.map(({ to, name }) => ({
          id: `${name} ${project}`,
          group: "Go to",
          title: `${name} of ${project}`,
          run: () => {
            const query = askedQuery(project);
            void navigate({ to, params: { project }, search: query === "" ? {} : { query } });
          },
        })),
      ),
      ...(session.permissions.includes("admin") ? session.projects : []).map((project) => ({
        id: `guard ${project}`,
        group: "Go to",
        title: `Guard of ${project}`,
        run: () => void navigate({ to: "/$project/guard", params: { project } }),
      })),
      ...THEMES.map(({ value, label }) => ({
        id: `theme ${value}`,
        group: "Theme",
        title: `Theme: ${label.toLowerCase()}`,
        run: () => remember("theme", value),
      })),
      { id: "help", group: "convlog", title: "Keyboard shortcuts", keys: "?", run: () => setOverlay("help") },
      {
        id: "log out",
        group: "convlog",
        title: "Log out",
        run: () => void logOut(),
      },
    ],
    // Log out and navigate are the same for as long as the app runs.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [session, setOverlay],
  );
  useCommands(commands);
}
