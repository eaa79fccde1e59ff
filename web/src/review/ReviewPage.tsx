export interface ReviewPageProps {
  project: string;
  id: string;
  /** Beside the list, or on its own. */
  place: "panel" | "page";
  /** Closes the panel, or goes back to the list. */
  onClose: () => void;
  /** Makes the panel a page. */
  onExpand?: () => void;
}

export default function ReviewPage({ id }: ReviewPageProps) {
  return <article>{id}</article>;
}
