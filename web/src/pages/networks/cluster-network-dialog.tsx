/* Whether a network is required in a cluster, and which roles it has there. */
import { FormGroup } from "@patternfly/react-core";
import { update } from "@/api/client";
import { isGone, useItem, useReady } from "@/api/hooks";
import { isTrue } from "@/api/json";
import { CheckField } from "@/components/fields";
import { FormDialog } from "@/components/form-dialog";
import { t } from "@/strings";
import { type ClusterNetwork, clusterRoles, usagesOf } from "./rows";

interface Values {
  required: boolean;
  usages: string[];
}

interface Named {
  id: string;
  name: string;
}

export function ClusterNetworkDialog({
  cluster,
  network,
  onClose,
}: {
  cluster: Named;
  network: Named;
  onClose: () => void;
}) {
  const path = `clusters/${cluster.id}/networks/${network.id}`;
  const read = useItem<ClusterNetwork>(path);
  if (!useReady(read) || !read.data) return null;
  const held = usagesOf(read.data);
  return (
    <FormDialog<Values>
      title={t.networks.manageTitle(network.name, cluster.name)}
      initial={{ required: isTrue(read.data.required), usages: held }}
      fieldOf={{ required: "required", usages: "usages" }}
      onSubmit={({ changed: { required, usages } }) =>
        update(path, {
          ...(required !== undefined && { required }),
          ...(usages && { usages: { usage: usages } }),
        })
      }
      onClose={onClose}
      live={{ name: network.name, version: read.data, gone: isGone(read.error) }}
    >
      {({ field, values, set }) => (
        <>
          <CheckField label={t.networks.required} help={t.networks.requiredHelp} {...field("required")} />
          <FormGroup label={t.networks.roles} role="group">
            {clusterRoles.map((role) => (
              <CheckField
                key={role}
                label={t.networks.usages[role] ?? role}
                disabled={held.includes(role)}
                help={held.includes(role) ? t.networks.roleHeld : t.networks.roleHelp[role]}
                value={values.usages.includes(role)}
                error={field("usages").error}
                onChange={(on) =>
                  set({
                    usages: on ? [...values.usages, role] : values.usages.filter((one) => one !== role),
                  })
                }
              />
            ))}
          </FormGroup>
        </>
      )}
    </FormDialog>
  );
}
