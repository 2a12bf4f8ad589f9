/* Fields of forms. */
import {
  Checkbox,
  FormSelect,
  FormSelectOption,
  Icon,
  NumberInput,
  TextArea,
  TextInput,
} from "@patternfly/react-core";
import { ExclamationCircleIcon } from "@patternfly/react-icons";
import { Field, type FieldProps } from "./form-dialog";

interface Common {
  label: string;
  help?: string;
  required?: boolean;
  disabled?: boolean;
}

export function TextField({
  label,
  help,
  required,
  disabled,
  value,
  onChange,
  error,
  type = "text",
  multiline,
  autoFocus,
}: Common & FieldProps<string> & { type?: "text" | "password"; multiline?: boolean; autoFocus?: boolean }) {
  return (
    <Field label={label} help={help} required={required} error={error}>
      {(ids) =>
        multiline ? (
          <TextArea
            {...ids}
            value={value}
            onChange={(_, text) => onChange(text)}
            isDisabled={disabled}
            resizeOrientation="vertical"
          />
        ) : (
          <TextInput
            {...ids}
            type={type}
            value={value}
            onChange={(_, text) => onChange(text)}
            isDisabled={disabled}
            isRequired={required}
            validated={error ? "error" : "default"}
            autoFocus={autoFocus}
          />
        )
      }
    </Field>
  );
}

export interface Option {
  value: string;
  label: string;
  disabled?: boolean;
}

export function SelectField({
  label,
  help,
  required,
  disabled,
  value,
  onChange,
  error,
  options,
}: Common & FieldProps<string> & { options: Option[] }) {
  return (
    <Field label={label} help={help} required={required} error={error}>
      {(ids) => (
        <FormSelect
          {...ids}
          value={value}
          onChange={(_, next) => onChange(next)}
          isDisabled={disabled}
          isRequired={required}
          validated={error ? "error" : "default"}
        >
          {options.map((option) => (
            <FormSelectOption
              key={option.value}
              value={option.value}
              label={option.label}
              isDisabled={option.disabled}
            />
          ))}
        </FormSelect>
      )}
    </Field>
  );
}

export function NumberField({
  label,
  help,
  required,
  disabled,
  value,
  onChange,
  error,
  min,
  max,
  unit,
}: Common & FieldProps<number> & { min?: number; max?: number; unit?: string }) {
  return (
    <Field label={label} help={help} required={required} error={error}>
      {({ id, "aria-describedby": described }) => (
        <NumberInput
          inputProps={{ id, "aria-describedby": described }}
          inputAriaLabel={label}
          minusBtnAriaLabel={`${label} −`}
          plusBtnAriaLabel={`${label} +`}
          value={value}
          min={min}
          max={max}
          unit={unit}
          isDisabled={disabled}
          validated={error ? "error" : "default"}
          onMinus={() => onChange(value - 1)}
          onPlus={() => onChange(value + 1)}
          onChange={(event) => onChange(Number((event.target as HTMLInputElement).value))}
        />
      )}
    </Field>
  );
}

/** 'help' stands below it: why it is disabled, what it does. */
export function CheckField({ label, help, disabled, value, onChange, error }: Common & FieldProps<boolean>) {
  return (
    <Checkbox
      id={`check-${label.replaceAll(/\W+/g, "-")}`}
      label={label}
      description={
        error ? (
          <>
            <Icon status="danger" isInline>
              <ExclamationCircleIcon />
            </Icon>{" "}
            <span role="alert" className="berth-check-error">
              {error}
            </span>
          </>
        ) : (
          help
        )
      }
      isValid={!error}
      isChecked={value}
      isDisabled={disabled}
      onChange={(_, on) => onChange(on)}
    />
  );
}
