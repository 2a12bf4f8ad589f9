/* Which clusters a network is attached to, and in which it is required. */
import { Checkbox, Content } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import type { FieldProps } from "@/components/form-dialog";
import { t } from "@/strings";
import type { Attachment } from "./network-form";
import type { ClusterRow } from "./rows";

const NONE: Attachment = { attached: false, required: false };

export function ClusterChoice({
  clusters,
  value,
  onChange,
}: { clusters: ClusterRow[] } & FieldProps<Record<string, Attachment>>) {
  if (clusters.length === 0) return <Content component="small">{t.networks.noClusters}</Content>;
  const set = (id: string, change: Partial<Attachment>) =>
    onChange({ ...value, [id]: { ...NONE, ...value[id], ...change } });
  return (
    <>
      <Content component="small">{t.networks.clustersHelp}</Content>
      <Table aria-label={t.networks.sections.clusters} variant="compact" borders={false}>
        <Thead>
          <Tr>
            <Th>{t.networks.cluster}</Th>
            <Th>{t.networks.attached}</Th>
            <Th>{t.networks.required}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {clusters.map(({ id, name = "" }) => {
            const { attached, required } = value[id] ?? NONE;
            return (
              <Tr key={id}>
                <Td dataLabel={t.networks.cluster}>{name}</Td>
                <Td dataLabel={t.networks.attached}>
                  <Checkbox
                    id={`attach-${id}`}
                    aria-label={t.networks.attachCluster(name)}
                    isChecked={attached}
                    onChange={(_, on) => set(id, on ? { attached: true } : NONE)}
                  />
                </Td>
                <Td dataLabel={t.networks.required}>
                  <Checkbox
                    id={`require-${id}`}
                    aria-label={t.networks.requireCluster(name)}
                    isChecked={required}
                    isDisabled={!attached}
                    onChange={(_, on) => set(id, { required: on })}
                  />
                </Td>
              </Tr>
            );
          })}
        </Tbody>
      </Table>
    </>
  );
}
