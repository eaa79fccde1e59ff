import { ArrowDown, ArrowUp, Columns3, GripVertical } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "../ui/Button";
import { Checkbox } from "../ui/Checkbox";
import { classes } from "../ui/classes";
import { Popover } from "../ui/Popover";
import { COLUMNS, columnsOf, isUsual, moved, placed, readColumns, switched, type ColumnId } from "./columns";
import styles from "./columnsMenu.module.css";

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
        {columnsOf(chosen).map(({ id, title }, at) => (
          // Dragging is for the pointer alone; the buttons in the row do the same for everybody.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
          <li
            key={id}
            draggable
            className={classes(styles["column"], id === dragged && styles["dragged"])}
            onDragStart={() => setDragged(id)}
            onDragEnd={() => setDragged(undefined)}
            onDragOver={(event) => {
              event.preventDefault();
              if (dragged !== undefined && dragged !== id) onChange(placed(chosen, dragged, id));
            }}
          >
            <GripVertical aria-hidden className={styles["grip"]} />
            <Checkbox
              label={title}
              checked
              disabled={chosen.length === 1}
              onChange={() => onChange(switched(chosen, id, false))}
            />
            <IconButton
              label={`Move ${title} up`}
              icon={<ArrowUp />}
              disabled={at === 0}
              onClick={() => onChange(moved(chosen, id, -1))}
            />
            <IconButton
              label={`Move ${title} down`}
              icon={<ArrowDown />}
              disabled={at === chosen.length - 1}
              onClick={() => onChange(moved(chosen, id, 1))}
            />
          </li>
        ))}
        {hidden.map(({ id, title }) => (
          <li key={id} className={styles["column"]}>
            <span className={styles["grip"]} />
            <Checkbox label={title} checked={false} onChange={() => onChange(switched(chosen, id, true))} />
          </li>
        ))}
      </ul>
      {isUsual(chosen) ? null : (
        <Button variant="quiet" onClick={() => onChange(readColumns(undefined))}>
          Back to the usual columns
        </Button>
      )}
    </Popover>
  );
}
