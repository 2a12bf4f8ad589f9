/* What a network is for, as small labels. */
import { Label, LabelGroup } from "@patternfly/react-core";
import type { Network } from "@/api/types";
import { t } from "@/strings";
import { usagesOf } from "./rows";

export function Roles({ network }: { network: Pick<Network, "usages"> }) {
  const usages = usagesOf(network);
  return (
    <LabelGroup numLabels={6} aria-label={t.networks.role}>
      {(usages.length > 0 ? usages : ["none"]).map((usage) => (
        <Label key={usage} isCompact variant="outline">
          {t.networks.usages[usage] ?? t.networks.noVms}
        </Label>
      ))}
    </LabelGroup>
  );
}
