import { Dialog } from "../ui/Dialog";
import { Kbd } from "../ui/Kbd";
import styles from "./Help.module.css";
import { useBoundKeys } from "./Hotkeys";

/** Every key that does something right now, by place. */
export function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  const scopes = useBoundKeys();
  return (
    <Dialog title="Keyboard" open={open} onClose={onClose} className={styles["help"]}>
      <div className={styles["scopes"]}>
        {[...scopes].reverse().map((scope) => (
          <section key={scope.name}>
            <h3 className={styles["name"]}>{scope.name}</h3>
            <dl className={styles["keys"]}>
              {scope.bindings.map((binding) => (
                <div key={binding.keys} className={styles["row"]}>
                  <dt>{binding.does}</dt>
                  <dd>
                    <Kbd keys={binding.keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
