/* PatternFly's compact label without its measuring of whether the text is cut off, which forces a
 * layout of the page for each: tables have hundreds. */
import { css } from "@patternfly/react-styles";
import styles from "@patternfly/react-styles/css/components/Label/label";
import type { ReactNode } from "react";

export type StatusColor = "green" | "blue" | "orange" | "red" | "grey" | "purple" | "yellow";

interface Props {
  color: StatusColor;
  icon?: ReactNode;
  outline?: boolean;
  children: ReactNode;
}

/** Grey is the colour of a label without one. */
export function StatusLabel({ color, icon, outline, children }: Props) {
  const hue = color === "grey" ? undefined : styles.modifiers[color];
  return (
    <span className={css(styles.label, styles.modifiers.compact, hue, outline && styles.modifiers.outline)}>
      <span className={styles.labelContent}>
        {icon && <span className={styles.labelIcon}>{icon}</span>}
        <span className={styles.labelText}>{children}</span>
      </span>
    </span>
  );
}
