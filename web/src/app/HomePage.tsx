import { Navigate } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { EmptyState } from "../ui/State";
import { recall } from "./remembered";
import { useSession } from "./session";

/** Goes to the project one was in last, or the first one. */
export default function HomePage() {
  const { projects } = useSession();
  const last = projects.find((project) => JSON.stringify(project) === recall("project"));
  const project = last ?? projects[0];
  if (project !== undefined) return <Navigate to="/$project/conversations" params={{ project }} replace />;
  return (
    <EmptyState title="No project yet" icon={<KeyRound />}>
      This key has no access to a project. A project is created with its first record; <code>convlog keys create</code>{" "}
      makes a key for it.
    </EmptyState>
  );
}
