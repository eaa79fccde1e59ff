import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { rememberRead } from "../conversations/place";
import { listPlace } from "../query/place";
import ReviewPage from "./ReviewPage";

/** The review as a page of its own. */
export default function ReviewRoutePage() {
  const { project, id } = useParams({ from: "/app/$project/conversations/$id" });
  const navigate = useNavigate();
  useEffect(() => rememberRead(project, id), [project, id]);
  return (
    <ReviewPage
      key={id}
      project={project}
      id={id}
      place="page"
      onClose={() => {
        const { page, search } = listPlace(project);
        void navigate({ to: `/$project/${page}`, params: { project }, search: search as Record<string, never> });
      }}
    />
  );
}
