import { ArrowDown, ArrowUp, Columns3, GripVertical } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "../ui/Button";
import { Checkbox } from "../ui/Checkbox";
import { classes } from "../ui/classes";
import { Popover } from "../ui/Popover";
import { COLUMNS, columnsOf, isUsual, moved, placed, readColumns, switched, type ColumnId } from "./columns";
import styles from "./ColumnsMenu.module.css";

export interface ColumnsMenuProps {
  chosen: readonly ColumnId[];
  onChange: (chosen: readonly ColumnId[]) => void;
}

/** Which columns there are, and in which order: by dragging, or by the buttons beside each. */
export function ColumnsMenu({ chosen, onChange }: ColumnsMenuProps) {
  const [dragged, setDragged] = useState<ColumnId>();
  const hidden = COLUMNS.filter((column) => !chosen.includes(column.id));
  return (
    <Popover label="Columns" align="end" trigger={<IconButton label="Columns" icon={<Columns3 />} />}>
      <h3 className={styles["heading"]}>Columns</h3>
      <ul>
        {[...columnsOf(chosen), ...hidden].map(({ id, title }, at) => {
          const isShown = at < chosen.length;
          return (
            // Dragging is for the pointer alone; the buttons in the row do the same for everybody.
            // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
            <li
              key={id}
              draggable={isShown}
              className={classes(styles.column, id === dragged && styles.dragged)}
              onDragStart={() => setDragged(id)}
              onDragEnd={() => setDragged(undefined)}
              onDragOver={(event) => {
                event.preventDefault();
                if (isShown && dragged !== undefined && dragged !== id) onChange(placed(chosen, dragged, id));
              }}
            >
              <span className={styles.grip}>{isShown ? <GripVertical aria-hidden /> : null}</span>
              <Checkbox
                label={title}
                checked={isShown}
                disabled={isShown && chosen.length === 1}
                onChange={(on) => onChange(switched(chosen, id, on))}
              />
              {isShown ? <Moves id={id} title={title} at={at} chosen={chosen} onChange={onChange} /> : null}
            </li>
          );
        })}
      </ul>
      {isUsual(chosen) ? null : (
        <Button variant="quiet" onClick={() => onChange(readColumns(undefined))}>
          Back to the usual columns
        </Button>
      )}
    </Popover>
  );
}

/** At an edge a button does nothing but stays where it is, so that focus is not lost on the way. */
function Moves({ id, title, at, chosen, onChange }: ColumnsMenuProps & { id: ColumnId; title: string; at: number }) {
  return (
    <>
      <IconButton
        label={`Move ${title} up`}
        icon={<ArrowUp />}
        aria-disabled={at === 0}
        onClick={() => onChange(moved(chosen, id, -1))}
      />
      <IconButton
        label={`Move ${title} down`}
        icon={<ArrowDown />}
        aria-disabled={at === chosen.length - 1}
        onClick={() => onChange(moved(chosen, id, 1))}
      />
    </>
  );
}
