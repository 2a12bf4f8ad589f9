/* A dialog with a form: fields show the refusals that concern them, the rest stands on top.  Only
 * what was changed is sent, so that two people who edit the same thing do not undo each other. */
import {
  Alert,
  Button,
  Form,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from "@patternfly/react-core";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { ApiError } from "@/api/client";
import { wordsOf } from "@/api/hooks";
import { t } from "@/strings";
import { Reason } from "./reason";

export type Errors<V> = Partial<Record<keyof V, string>>;

/** What a form's fields get. */
export interface FieldProps<T> {
  value: T;
  onChange: (value: T) => void;
  error?: string;
}

export interface FormState<V> {
  values: V;
  set: (change: Partial<V>) => void;
  /** Those that differ from what the dialog was opened with. */
  changed: Partial<V>;
  /** Value, change and error of one field. */
  field: <K extends keyof V>(key: K) => FieldProps<V[K]>;
}

interface Props<V> {
  title: string;
  description?: ReactNode;
  initial: V;
  /** Faults by field, before anything is sent. */
  validate?: (values: V) => Errors<V>;
  /** Path of a field of a request ("vlan.id") to the field of the form that shows its refusal. */
  fieldOf?: Record<string, keyof V>;
  /** May throw; what it says is shown and the dialog stays open.  "stay": it is not closed. */
  onSubmit: (form: FormState<V>) => Promise<unknown>;
  onClose: () => void;
  submitLabel?: string;
  /** The object as it is now: when it is another than at the beginning, a warning says so. */
  live?: { name: string; version: unknown; gone?: boolean };
  width?: "small" | "medium" | "large";
  /** Beside a refusal: what to do next. */
  remedy?: ReactNode;
  children: (form: FormState<V>) => ReactNode;
}

function refusalOf<V>(error: unknown, fieldOf: Record<string, keyof V>): { field?: keyof V; text: string } {
  const text = wordsOf(error);
  if (!(error instanceof ApiError) || !error.field) return { text };
  const { field } = error;
  const known = Object.keys(fieldOf).find((path) => field === path || field.startsWith(`${path}.`));
  return { field: known === undefined ? undefined : fieldOf[known], text };
}

/** What was refused may be above or below what of a long dialog is seen. */
function showRefusal(form: string) {
  const body = document.getElementById(form)?.parentElement;
  const first = body?.querySelector<HTMLElement>('[role="alert"], [aria-invalid="true"], .pf-m-error');
  first?.scrollIntoView?.({ block: "center" });
  if (first?.matches("input, select, textarea")) first.focus({ preventScroll: true });
}

export function FormDialog<V extends object>({
  title,
  description,
  initial,
  validate,
  fieldOf = {},
  onSubmit,
  onClose,
  submitLabel = t.common.save,
  live,
  width = "medium",
  remedy,
  children,
}: Props<V>) {
  const id = useId();
  const begun = useRef({ initial, version: JSON.stringify(live?.version) });
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Errors<V>>({});
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [refusals, setRefusals] = useState(0);

  const before = begun.current.initial;
  const changed = Object.fromEntries(
    Object.entries(values).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof V]),
    ),
  ) as Partial<V>;
  const form: FormState<V> = {
    values,
    changed,
    set: (change) => {
      setValues((now) => ({ ...now, ...change }));
      const fixed = Object.keys(change) as (keyof V)[];
      setErrors(
        (now) =>
          Object.fromEntries(
            Object.entries(now).filter(([key]) => !fixed.includes(key as keyof V)),
          ) as Errors<V>,
      );
    },
    field: (key) => ({
      value: values[key],
      onChange: (value) => form.set({ [key]: value } as unknown as Partial<V>),
      error: errors[key],
    }),
  };

  const submit = async () => {
    const found = validate?.(values) ?? {};
    setErrors(found);
    setFailure(undefined);
    if (Object.values(found).some(Boolean)) return setRefusals((n) => n + 1);
    setBusy(true);
    try {
      if ((await onSubmit(form)) !== "stay") onClose();
    } catch (error) {
      const { field, text } = refusalOf<V>(error, fieldOf);
      if (field) setErrors({ [field]: text } as Errors<V>);
      else setFailure(text);
      setRefusals((n) => n + 1);
      setBusy(false);
    }
  };
  useEffect(() => {
    if (refusals > 0) showRefusal(`${id}-form`);
  }, [refusals, id]);
  const stale = live && JSON.stringify(live.version) !== begun.current.version;

  return (
    <Modal isOpen variant={width} onClose={onClose} aria-labelledby={`${id}-title`}>
      <ModalHeader title={title} description={description} labelId={`${id}-title`} />
      <ModalBody>
        {live?.gone && <Alert isInline variant="danger" title={t.common.removedElsewhere(live.name)} />}
        {stale && !live.gone && (
          <Alert isInline variant="warning" title={t.common.changedElsewhere(live.name)} />
        )}
        {failure && (
          <Alert isInline variant="danger" title={t.common.failed} role="alert">
            <Reason text={failure} />
            {remedy}
          </Alert>
        )}
        <Form
          id={`${id}-form`}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy) void submit();
          }}
        >
          {children(form)}
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form={`${id}-form`} isLoading={busy} isDisabled={busy || live?.gone}>
          {submitLabel}
        </Button>
        <Button variant="link" onClick={onClose}>
          {t.common.cancel}
        </Button>
      </ModalFooter>
    </Modal>
  );
}

/** A labelled field with its help and its error; 'children' gets the ids that tie them together. */
export function Field({
  label,
  help,
  error,
  required,
  children,
}: {
  label: string;
  help?: ReactNode;
  error?: string;
  required?: boolean;
  children: (ids: { id: string; "aria-describedby"?: string }) => ReactNode;
}) {
  const id = useId();
  const described = error || help ? `${id}-help` : undefined;
  return (
    <FormGroup label={label} fieldId={id} isRequired={required}>
      {children({ id, "aria-describedby": described })}
      {described && (
        <FormHelperText>
          <HelperText id={described} isLiveRegion={!!error}>
            <HelperTextItem variant={error ? "error" : "default"}>{error ?? help}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </FormGroup>
  );
}
