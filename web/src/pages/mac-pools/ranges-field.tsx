/* Edits the ranges of a MAC pool, one a line. */
import { Button, Flex, FlexItem, TextInput } from "@patternfly/react-core";
import { MinusCircleIcon, PlusCircleIcon } from "@patternfly/react-icons";
import { Field, type FieldProps } from "@/components/form-dialog";
import { t } from "@/strings";
import type { Range } from "./ranges";

export function RangesField({ value, onChange, error }: FieldProps<Range[]>) {
  const set = (at: number, change: Partial<Range>) =>
    onChange(value.map((range, i) => (i === at ? { ...range, ...change } : range)));
  const validated = error ? "error" : "default";
  return (
    <Field label={t.macPools.ranges} help={t.macPools.rangesHelp} error={error} required>
      {({ id, "aria-describedby": described }) => (
        <Flex direction={{ default: "column" }} spaceItems={{ default: "spaceItemsSm" }}>
          {value.map((range, i) => (
            <Flex key={i} flexWrap={{ default: "nowrap" }}>
              <FlexItem grow={{ default: "grow" }}>
                <TextInput
                  id={i === 0 ? id : undefined}
                  aria-label={t.macPools.from(i + 1)}
                  aria-describedby={described}
                  validated={validated}
                  value={range.from}
                  onChange={(_, from) => set(i, { from })}
                />
              </FlexItem>
              <span>{t.macPools.until}</span>
              <FlexItem grow={{ default: "grow" }}>
                <TextInput
                  aria-label={t.macPools.to(i + 1)}
                  aria-describedby={described}
                  validated={validated}
                  value={range.to}
                  onChange={(_, to) => set(i, { to })}
                />
              </FlexItem>
              <Button
                variant="plain"
                icon={<MinusCircleIcon />}
                aria-label={t.macPools.removeRange(i + 1)}
                isDisabled={value.length === 1}
                onClick={() => onChange(value.filter((_, at) => at !== i))}
              />
            </Flex>
          ))}
          <FlexItem>
            <Button
              variant="link"
              isInline
              icon={<PlusCircleIcon />}
              onClick={() => onChange([...value, { from: "", to: "" }])}
            >
              {t.macPools.addRange}
            </Button>
          </FlexItem>
        </Flex>
      )}
    </Field>
  );
}
