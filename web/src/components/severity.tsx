/* How bad an event is, as an icon with a word. */
import { Icon, type IconComponentProps } from "@patternfly/react-core";
import {
  BellIcon,
  ExclamationCircleIcon,
  ExclamationTriangleIcon,
  InfoCircleIcon,
} from "@patternfly/react-icons";
import type { ComponentType } from "react";
import type { Event } from "@/api/types";
import { t } from "@/strings";

export type SeverityWord = NonNullable<Event["severity"]>;

const icons: Record<SeverityWord, [IconComponentProps["status"], ComponentType<{ title?: string }>]> = {
  normal: ["info", InfoCircleIcon],
  warning: ["warning", ExclamationTriangleIcon],
  error: ["danger", ExclamationCircleIcon],
  alert: ["danger", BellIcon],
};

export function Severity({ value = "normal", text = false }: { value?: SeverityWord; text?: boolean }) {
  const [status, Sign] = icons[value];
  const word = t.events.severities[value];
  return (
    <>
      <Icon status={status} isInline>
        <Sign {...(!text && { title: word })} />
      </Icon>
      {text && ` ${word}`}
    </>
  );
}
