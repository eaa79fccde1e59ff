import { Skeleton } from "../ui/Skeleton";
import styles from "./Review.module.css";

const LINES = [44, 72, 58, 90, 66, 38, 80, 52];

/** The page in the size of what comes, so that nothing moves when it does. */
export function ReviewSkeleton() {
  return (
    <div className={styles["skeleton"]} role="status" aria-label="Loading the conversation">
      <div>
        <Skeleton width={180} height={16} />
      </div>
      <div>
        <Skeleton width="60%" height={16} />
      </div>
      <Skeleton width="100%" height={50} />
      <ReviewSkeletonLines />
    </div>
  );
}

export function ReviewSkeletonLines() {
  return (
    <div className={styles["skeleton-lines"]}>
      {LINES.map((width) => (
        <Skeleton key={width} width={`${width}%`} height={14} />
      ))}
    </div>
  );
}
