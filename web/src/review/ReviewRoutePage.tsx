import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { placeIn, rememberRead } from "../conversations/place";
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
        const search = (placeIn(project)?.search ?? {}) as Record<string, never>;
        void navigate({ to: "/$project/conversations", params: { project }, search });
      }}
    />
  );
}
