import type { ReactNode } from "react";
import { useNavigate } from "@tanstack/react-router";
import { ChevronDown, Download, Lock, LockOpen } from "lucide-react";
import { useSession } from "../app/session";
import { usePiiVisibility } from "../app/piiVisibility";
import { Badge } from "../ui/Badge";
import { Button, IconButton } from "../ui/Button";
import { Menu, MenuChoice, MenuItem } from "../ui/Menu";
import { writeSearch } from "../app/address";
import { notify } from "../app/Notices";
import type { ListPage } from "../query/place";
import { ColumnsMenu, type ColumnsMenuProps } from "./ColumnsMenu";
import styles from "./Header.module.css";
import { toQuery, type ListSearch } from "./search";
import { ViewsMenu, type ViewsMenuProps } from "./ViewsMenu";

export interface HeaderProps {
  project: string;
  search: ListSearch;
  total: number | null;
  /** What has begun since, right beside the number. */
  newcomers: ReactNode;
  columns: ColumnsMenuProps;
  views: Pick<ViewsMenuProps, "onShow" | "onCopy" | "search">;
}

/** Where one is and as whom, and what one can do with the whole list. */
export function Header({ project, search, total, newcomers, columns, views }: HeaderProps) {
  const session = useSession();
  const visibility = usePiiVisibility();
  return (
    <header className={styles["header"]}>
      <ProjectSwitch project={project} />
      <h1 className={styles["title"]}>Conversations</h1>
      {total === null ? null : <span className={styles["total"]}>{total.toLocaleString("en")}</span>}
      {newcomers}
      <span className={styles.gap} />
      <span className={styles["who"]}>
        <Badge
          tone={session.sees_personal ? "personal" : "neutral"}
          icon={session.sees_personal ? <LockOpen /> : <Lock />}
          title={`Logged in with the key ${session.key_name}, account ${session.account_id}`}
        >
          {session.key_name} · personal data {visibility}
        </Badge>
      </span>
      <ViewsMenu project={project} {...views} />
      <ColumnsMenu {...columns} />
      <ExportMenu project={project} search={search} />
    </header>
  );
}

export function ProjectSwitch({ project, page = "conversations" }: { project: string; page?: ListPage }) {
  const { projects } = useSession();
  const navigate = useNavigate();
  if (projects.length < 2) return <span className={styles["project"]}>{project}</span>;
  return (
    <Menu
      label="Project"
      trigger={
        <Button variant="quiet" className={styles["switch"]} aria-label={`Project ${project}`}>
          <span className={styles["project-name"]}>{project}</span>
          <ChevronDown />
        </Button>
      }
    >
      <MenuChoice
        label="Project"
        value={project}
        options={projects.map((name) => ({ value: name, label: name }))}
        onChange={(name) => void navigate({ to: `/$project/${page}`, params: { project: name } })}
      />
    </Menu>
  );
}

function ExportMenu({ project, search }: { project: string; search: ListSearch }) {
  const download = (format: string): void => {
    const link = document.createElement("a");
    const query = writeSearch({ format, ...toQuery(search, Date.now()) });
    link.href = `/api/projects/${encodeURIComponent(project)}/conversations/export${query}`;
    link.download = "";
    link.click();
    notify("The download has started");
  };
  return (
    <Menu label="Export" align="end" trigger={<IconButton label="Export what is shown" icon={<Download />} />}>
      <MenuItem onSelect={() => download("csv")}>CSV, for a spreadsheet</MenuItem>
      <MenuItem onSelect={() => download("ndjson")}>NDJSON, for a program</MenuItem>
    </Menu>
  );
}
