import { useReviewSearch } from "./address";
import { useReview } from "./data";
import { hasTarget } from "./model/link";
import { Opening } from "./Opening";
import { ReviewSkeleton } from "./ReviewSkeleton";
import { ReviewView } from "./ReviewView";
import { ReviewProblem } from "./ReviewProblem";
import styles from "./Review.module.css";

export interface ReviewPageProps {
  project: string;
  id: string;
  /** Sidebar the list, or on its own. */
  place: "panel" | "page";
  /** Closes the panel, or goes back to the list. */
  onClose: () => void;
  /** Makes the panel a page. */
  onExpand?: () => void;
}

/** A conversation, to be read: on its own page or in a panel beside the list. */
export default function ReviewPage({ project, id, place, onClose, onExpand }: ReviewPageProps) {
  const { first, opened, error, refetch, connection } = useReview(project, id);
  const [search] = useReviewSearch();
  const Frame = place === "page" ? "main" : "section";
  return (
    <Frame className={styles["review"]} aria-label="Review" data-printed>
      {place === "page" ? <h1 className="visually-hidden">Conversation {id}</h1> : null}
      {opened === undefined ? (
        error === null ? (
          // Who follows a link, or a call that goes on, goes elsewhere than to what explains it.
          first === undefined || hasTarget(search) || first.head.status === "live" ? (
            <ReviewSkeleton />
          ) : (
            <Opening first={first} project={project} place={place} onClose={onClose} onExpand={onExpand} />
          )
        ) : (
          <ReviewProblem error={error} place={place} onRetry={refetch} onClose={onClose} />
        )
      ) : (
        <ReviewView
          // What is open, marked and scrolled to belongs to one conversation.
          key={`${project} ${id}`}
          opened={opened}
          project={project}
          place={place}
          connection={connection}
          onClose={onClose}
          onExpand={onExpand}
        />
      )}
    </Frame>
  );
}
