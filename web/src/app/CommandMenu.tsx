import { Command as Menu } from "cmdk";
import { useState } from "react";
import { Dialog } from "../ui/Dialog";
import { Kbd } from "../ui/Kbd";
import styles from "./CommandMenu.module.css";
import { useOfferedCommands, type Command } from "./commands";

export interface CommandMenuProps {
  onClose: () => void;
  /** Opens a conversation by its id; there is none without a project. */
  onOpen: ((id: string) => void) | undefined;
}

/** Type what you want. What looks like an id opens that conversation. */
export function CommandMenu({ onClose, onOpen }: CommandMenuProps) {
  const commands = useOfferedCommands();
  const [typed, setTyped] = useState("");
  const groups = Map.groupBy(commands, (command) => command.group);
  const run = (command: Command): void => {
    onClose();
    command.run();
  };
  const id = typed.trim();
  return (
    <Dialog title="Commands" open bare onClose={onClose}>
      <Menu label="Commands" className={styles["menu"]}>
        <Menu.Input
          placeholder="What do you want to do?"
          className={styles["input"]}
          value={typed}
          onValueChange={setTyped}
        />
        <Menu.List className={styles["list"]} label="Commands">
          <Menu.Empty className={styles["empty"]}>No such command</Menu.Empty>
          {[...groups].map(([group, entries]) => (
            <Menu.Group key={group} heading={group} className={styles["group"]}>
              {entries.map((command) => (
                <Menu.Item
                  key={command.id}
                  value={`${group} ${command.title}`}
                  className={styles["item"]}
                  onSelect={() => run(command)}
                >
                  <span>{command.title}</span>
                  {command.keys === undefined ? null : <Kbd keys={command.keys} />}
                </Menu.Item>
              ))}
            </Menu.Group>
          ))}
          {onOpen === undefined || id === "" ? null : (
            <Menu.Group heading="Conversation" className={styles["group"]} forceMount>
              <Menu.Item
                forceMount
                value={`open ${id}`}
                className={styles["item"]}
                onSelect={() => {
                  onClose();
                  onOpen(id);
                }}
              >
                <span>
                  Open the conversation with the id <code>{id}</code>
                </span>
              </Menu.Item>
            </Menu.Group>
          )}
        </Menu.List>
      </Menu>
    </Dialog>
  );
}
