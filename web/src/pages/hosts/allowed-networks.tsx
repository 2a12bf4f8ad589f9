/* Which networks the VFs of a PF may serve: by name, or by the labels that networks have. */
import {
  Button,
  Checkbox,
  FormHelperText,
  HelperText,
  HelperTextItem,
  InputGroup,
  InputGroupItem,
  Label,
  LabelGroup,
  SearchInput,
  TextInput,
} from "@patternfly/react-core";
import { PlusIcon } from "@patternfly/react-icons";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useId, useState } from "react";
import { useList } from "@/api/hooks";
import type { Network } from "@/api/types";
import { Field, type FieldProps } from "@/components/form-dialog";
import { t } from "@/strings";

const s = t.hosts.editVfs;
const LABEL = /^[0-9A-Za-z_-]{1,50}$/;
const MANY = 8;

type Labelled = Network & { network_labels?: { network_label?: { id: string }[] } };

function useNetworks(dataCenter: string | undefined) {
  const path = dataCenter && `datacenters/${dataCenter}/networks?follow=network_labels`;
  const { data = [] } = useList<Labelled>(path, { also: ["networklabels"] });
  return data;
}

function labelOf(network: Labelled): string | undefined {
  return network.network_labels?.network_label?.[0]?.id;
}

export function AllowedLabels({
  value,
  onChange,
  error,
  dataCenter,
}: FieldProps<string[]> & { dataCenter?: string }) {
  const list = useId();
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string>();
  const known = new Set(useNetworks(dataCenter).map(labelOf));
  const add = () => {
    const label = text.trim();
    if (!LABEL.test(label)) return setFault(s.badLabel(label));
    if (value.includes(label)) return setFault(s.twice(label));
    onChange([...value, label]);
    setText("");
  };
  return (
    <Field label={s.labels} help={s.labelsHelp} error={fault ?? error}>
      {(ids) => (
        <>
          <InputGroup>
            <InputGroupItem isFill>
              <TextInput
                {...ids}
                list={list}
                value={text}
                validated={fault ? "error" : "default"}
                onChange={(_, next) => {
                  setText(next);
                  setFault(undefined);
                }}
                onKeyDown={(event) => {
                  if (event.key !== "Enter") return;
                  event.preventDefault(); // it would send the whole form
                  add();
                }}
              />
            </InputGroupItem>
            <InputGroupItem>
              <Button variant="control" icon={<PlusIcon />} onClick={add} isDisabled={!text.trim()}>
                {s.addLabel}
              </Button>
            </InputGroupItem>
          </InputGroup>
          <datalist id={list}>
            {[...known].map(
              (label) => label && !value.includes(label) && <option key={label} value={label} />,
            )}
          </datalist>
          {value.length > 0 && (
            <LabelGroup aria-label={s.labels} numLabels={20} className="berth-allowed-labels">
              {value.map((label) => (
                <Label
                  key={label}
                  variant="outline"
                  onClose={() => onChange(value.filter((one) => one !== label))}
                  closeBtnAriaLabel={s.removeLabel(label)}
                >
                  {label}
                </Label>
              ))}
            </LabelGroup>
          )}
        </>
      )}
    </Field>
  );
}

export function AllowedNetworks({
  value,
  onChange,
  error,
  labels,
  dataCenter,
}: FieldProps<string[]> & { labels: string[]; dataCenter?: string }) {
  const [filter, setFilter] = useState("");
  const networks = useNetworks(dataCenter);
  const shown = networks.filter(({ name = "" }) => name.toLowerCase().includes(filter.toLowerCase()));
  const toggle = (id: string, on: boolean) =>
    onChange(on ? [...value, id] : value.filter((one) => one !== id));
  return (
    <div>
      {networks.length > MANY && (
        <SearchInput
          aria-label={t.search.filter}
          placeholder={t.search.filter}
          value={filter}
          onChange={(_, text) => setFilter(text)}
          onClear={() => setFilter("")}
        />
      )}
      <div className="berth-allowed-networks">
        <Table aria-label={s.networks} variant="compact">
          <Thead>
            <Tr>
              <Th>{s.network}</Th>
              <Th>{t.vfs.vlan}</Th>
              <Th>{s.viaLabel}</Th>
            </Tr>
          </Thead>
          <Tbody>
            {shown.map((network) => {
              const { id, name = id } = network;
              const label = labelOf(network);
              const via = label !== undefined && labels.includes(label);
              return (
                <Tr key={id}>
                  <Td dataLabel={s.network}>
                    <Checkbox
                      id={`allowed-${id}`}
                      label={name}
                      isChecked={via || value.includes(id)}
                      isDisabled={via}
                      onChange={(_, on) => toggle(id, on)}
                    />
                  </Td>
                  <Td dataLabel={t.vfs.vlan}>{network.vlan?.id ?? t.common.none}</Td>
                  <Td dataLabel={s.viaLabel}>{via ? label : ""}</Td>
                </Tr>
              );
            })}
          </Tbody>
        </Table>
      </div>
      {error && (
        <FormHelperText>
          <HelperText isLiveRegion>
            <HelperTextItem variant="error">{error}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </div>
  );
}
