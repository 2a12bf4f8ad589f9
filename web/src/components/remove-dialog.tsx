/* Asks, then removes one or many; tells of each that could not be removed why. */
import {
  Alert,
  Button,
  List,
  ListItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from "@patternfly/react-core";
import { useState } from "react";
import { remove } from "@/api/client";
import { wordsOf } from "@/api/hooks";
import { t } from "@/strings";
import { useNotices } from "./notices";

interface Target {
  id?: string;
  href?: string;
  name?: string;
}

interface Props {
  title: string;
  targets: Target[];
  /** What goes with them. */
  note?: string;
  onClose: (removed: boolean) => void;
}

export function RemoveDialog({ title, targets, note, onClose }: Props) {
  const { notify } = useNotices();
  const [busy, setBusy] = useState(false);
  const [failures, setFailures] = useState<string[]>([]);
  const [left, setLeft] = useState(targets);
  const names = left.map(({ name, id }) => name ?? id ?? "");

  const run = async () => {
    setBusy(true);
    const outcomes = await Promise.allSettled(left.map(({ href }) => remove(href ?? "")));
    const failed = left.filter((_, i) => outcomes[i]?.status === "rejected");
    left.forEach(({ name, id }, i) => {
      if (outcomes[i]?.status === "fulfilled") notify("success", t.common.removed(name ?? id ?? ""));
    });
    setBusy(false);
    if (failed.length === 0) return onClose(true);
    setLeft(failed);
    setFailures(outcomes.flatMap((one) => (one.status === "rejected" ? [wordsOf(one.reason)] : [])));
  };

  return (
    <Modal isOpen variant="small" onClose={() => onClose(false)} aria-label={title}>
      <ModalHeader title={title} titleIconVariant="warning" />
      <ModalBody>
        {failures.length > 0 && (
          <Alert isInline variant="danger" title={t.common.failed} role="alert">
            <List isPlain>
              {failures.map((text, i) => (
                <ListItem key={names[i]}>
                  {names[i]}: {text}
                </ListItem>
              ))}
            </List>
          </Alert>
        )}
        <p>{t.common.confirmRemove(names)}</p>
        {note && <p>{note}</p>}
        {names.length > 1 && (
          <List>
            {names.map((name) => (
              <ListItem key={name}>{name}</ListItem>
            ))}
          </List>
        )}
      </ModalBody>
      <ModalFooter>
        <Button variant="danger" onClick={() => void run()} isLoading={busy} isDisabled={busy}>
          {t.common.remove}
        </Button>
        <Button variant="link" onClick={() => onClose(false)}>
          {t.common.cancel}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
