/* The one-time token of a host, with the commands to run on it. */
import {
  Button,
  ClipboardCopy,
  Content,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from "@patternfly/react-core";
import { dateTime } from "@/components/format";
import { t } from "@/strings";
import type { EnrollmentToken } from "./dialogs";

const s = t.hosts.token;

/** As a person pastes it into a shell of root: the token is on standard input, not in the list of
 * processes. */
export function commandOf({ command, token }: EnrollmentToken): string {
  return `${command} <<< '${token}' && systemctl enable --now berth-agent-vfs berth-agent`;
}

export function TokenDialog({
  name,
  token,
  onClose,
}: {
  name: string;
  token: EnrollmentToken;
  onClose: () => void;
}) {
  return (
    <Modal isOpen variant="large" onClose={onClose} aria-label={s.title(name)}>
      <ModalHeader title={s.title(name)} description={s.text(name)} />
      <ModalBody>
        <ClipboardCopy
          isReadOnly
          isCode
          hoverTip={s.copy}
          clickTip={s.copied}
          textAriaLabel={s.command}
          toggleAriaLabel={s.command}
          variant="expansion"
          isExpanded
        >
          {commandOf(token)}
        </ClipboardCopy>
        <Content component="p" className="berth-token-note">
          {s.expires(dateTime(token.expires))} {s.then(name)}
        </Content>
      </ModalBody>
      <ModalFooter>
        <Button onClick={onClose}>{t.common.close}</Button>
      </ModalFooter>
    </Modal>
  );
}
