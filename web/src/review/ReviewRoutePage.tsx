import { useNavigate, useParams } from "@tanstack/react-router";
import ReviewPage from "./ReviewPage";

/** The review as a page of its own. */
export default function ReviewRoutePage() {
  const { project, id } = useParams({ from: "/app/$project/conversations/$id" });
  const navigate = useNavigate();
  return (
    <ReviewPage
      key={id}
      project={project}
      id={id}
      place="page"
      onClose={() => void navigate({ to: "/$project/conversations", params: { project } })}
    />
  );
}
