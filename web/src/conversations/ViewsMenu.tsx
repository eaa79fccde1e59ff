import { Bookmark, Check, Link as LinkIcon, Pencil, Star, Trash2 } from "lucide-react";
import { useContext, useEffect, useRef, useState, type SyntheticEvent } from "react";
import { Button, IconButton } from "../ui/Button";
import { TextField } from "../ui/Field";
import { Coverable, CoveredContext } from "../ui/Personal";
import { Popover } from "../ui/Popover";
import { activeFilters } from "./filters";
import type { ListSearch } from "./search";
import { isShown, linkTo, useViews, type View } from "./views";
import styles from "./ViewsMenu.module.css";

export interface ViewsMenuProps {
  project: string;
  /** What is shown now, with its columns. */
  search: ListSearch;
  onShow: (search: ListSearch) => void;
  onCopy: (link: string, what: string) => void;
}

/** Views kept in this browser; a link takes one to somebody else. */
export function ViewsMenu({ project, search, onShow, onCopy }: ViewsMenuProps) {
  const views = useViews(project);
  const [open, setOpen] = useState(false);
  const shown = views.saved.find((view) => isShown(view, search));
  const show = (view: ListSearch): void => {
    onShow(view);
    setOpen(false);
  };
  return (
    <Popover
      label="Views"
      align="end"
      open={open}
      onOpenChange={setOpen}
      className={styles["views"]}
      trigger={
        <Button variant="quiet" icon={<Bookmark />}>
          <span className={styles["name"]}>
            {shown === undefined ? "Views" : <Coverable personal={isPersonal(shown)}>{shown.name}</Coverable>}
          </span>
        </Button>
      }
    >
      <ul className={styles["list"]}>
        <li className={styles["view"]}>
          <button type="button" className={styles["show"]} onClick={() => show({})}>
            All conversations
          </button>
        </li>
        {views.saved.map((view) => (
          <SavedView
            key={view.name}
            view={view}
            isShown={view === shown}
            isUsual={view.name === views.usual}
            onShow={() => show(view.search)}
            onRename={(name) => views.rename(view.name, name)}
            onRemove={() => views.remove(view.name)}
            onUsual={(on) => views.makeUsual(on ? view.name : null)}
            onCopy={() => onCopy(linkTo(project, view.search), "the view")}
          />
        ))}
      </ul>
      {shown === undefined ? <SaveForm onSave={(name) => views.save({ name, search })} /> : null}
    </Popover>
  );
}

/** A view of what somebody said, or of one person's calls, is likely named after it. */
function isPersonal(view: View): boolean {
  return activeFilters(view.search).some(({ kind }) => kind.coverable === true);
}

interface SavedViewProps {
  view: View;
  isShown: boolean;
  isUsual: boolean;
  onShow: () => void;
  onRename: (name: string) => void;
  onRemove: () => void;
  onUsual: (on: boolean) => void;
  onCopy: () => void;
}

function SavedView(props: SavedViewProps) {
  const { view, isUsual } = props;
  const [naming, setNaming] = useState(false);
  const covered = useContext(CoveredContext) && isPersonal(view);
  // The buttons say it in their tooltips as well.
  const name = covered ? "this view" : view.name;
  if (naming) {
    return (
      <li>
        <NameForm
          label={`New name of ${name}`}
          personal={isPersonal(view)}
          name={view.name}
          button="Rename"
          focused
          onName={(name) => {
            setNaming(false);
            props.onRename(name);
          }}
        />
      </li>
    );
  }
  return (
    <li className={styles["view"]}>
      <button type="button" className={styles["show"]} onClick={props.onShow}>
        <Coverable personal={isPersonal(view)}>{view.name}</Coverable>
        {props.isShown ? <Check aria-label="shown now" /> : null}
      </button>
      <IconButton
        label={isUsual ? `Do not begin with ${name}` : `Begin with ${name}`}
        aria-pressed={isUsual}
        icon={<Star />}
        onClick={() => props.onUsual(!isUsual)}
      />
      <IconButton label={`Copy a link to ${name}`} icon={<LinkIcon />} onClick={props.onCopy} />
      <IconButton label={`Rename ${name}`} icon={<Pencil />} onClick={() => setNaming(true)} />
      <IconButton label={`Delete ${name}`} icon={<Trash2 />} onClick={props.onRemove} />
    </li>
  );
}

function SaveForm({ onSave }: { onSave: (name: string) => void }) {
  return (
    <div className={styles["save"]}>
      <NameForm label="Save this view as" name="" button="Save" onName={onSave} />
      <p className={styles["hint"]}>Views stay in this browser. Share one by its link.</p>
    </div>
  );
}

interface NameFormProps {
  label: string;
  name: string;
  button: string;
  /** Whether it appears because somebody wants to type into it. */
  focused?: boolean;
  /** Whether the name may say who somebody is. */
  personal?: boolean;
  onName: (name: string) => void;
}

function NameForm({ label, name, button, focused = false, personal = false, onName }: NameFormProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) field.current?.select();
  }, [focused]);
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get("name");
    if (typeof typed === "string" && typed.trim() !== "") onName(typed.trim());
  };
  return (
    <form className={styles["form"]} onSubmit={submit}>
      <TextField
        ref={field}
        label={label}
        name="name"
        data-personal={personal ? "" : undefined}
        defaultValue={name}
        maxLength={60}
        autoComplete="off"
        required
      />
      <Button type="submit">{button}</Button>
    </form>
  );
}
