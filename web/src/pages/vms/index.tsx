import { Button, Flex } from "@patternfly/react-core";
import { useState } from "react";
import { useNavigate, useParams } from "react-router-dom";
import { useItem } from "@/api/hooks";
import { DetailsPage } from "@/components/details-page";
import { PermissionsTab } from "@/components/permissions-tab";
import { ActionsMenu, ResourceTable } from "@/components/resource-table";
import { Failed, Loading } from "@/components/states";
import { t } from "@/strings";
import { useVmActions } from "./actions";
import { vmColumns } from "./columns";
import { VmEvents } from "./events";
import { General } from "./general";
import { Nics } from "./nics";
import { PlacementExplained } from "./placement";
import { isDown, VM_ALSO, VM_FOLLOW, type VmRow } from "./rows";
import { VmStatus } from "./status";
import { AddVmDialog } from "./vm-dialog";

export function Vms() {
  const [adding, setAdding] = useState(false);
  const { actions, dialog } = useVmActions();
  const add = <Button onClick={() => setAdding(true)}>{t.vms.add}</Button>;
  return (
    <>
      <ResourceTable
        title={t.nav.vms}
        path="vms"
        params={{ follow: VM_FOLLOW }}
        also={VM_ALSO}
        columns={vmColumns}
        actions={actions}
        buttons={add}
        empty={{ ...t.vms.empty, action: add }}
      />
      {adding && <AddVmDialog onClose={() => setAdding(false)} />}
      {dialog}
    </>
  );
}

export function VmDetails() {
  const { id } = useParams();
  const navigate = useNavigate();
  const { actions, dialog } = useVmActions(() => navigate("/vms"));
  const { data, error, refetch } = useItem<VmRow>(`vms/${id}?follow=${VM_FOLLOW}`, { also: VM_ALSO });
  if (!data) return error ? <Failed error={error} onRetry={() => void refetch()} /> : <Loading />;
  const first = actions.find(({ key }) => key === (isDown(data) ? "run" : "shutdown"));
  return (
    <>
      <DetailsPage
        parent={{ title: t.nav.vms, to: "/vms" }}
        title={data.name ?? ""}
        label={<VmStatus status={data.status} />}
        to={`/vms/${id}`}
        actions={
          <Flex>
            {first && <Button onClick={() => first.run([data])}>{first.title}</Button>}
            <ActionsMenu actions={actions} rows={[data]} label={t.common.actions} />
          </Flex>
        }
        tabs={[
          { key: "general", title: t.vms.tabs.general, content: () => <General vm={data} /> },
          {
            key: "nics",
            title: t.vms.tabs.nics,
            content: () => <Nics owner={`vms/${id}`} cluster={data.cluster} vm={data} />,
          },
          {
            key: "placement",
            title: t.vms.tabs.placement,
            content: () => <PlacementExplained vm={data} />,
          },
          { key: "events", title: t.vms.tabs.events, content: () => <VmEvents id={data.id} /> },
          {
            key: "permissions",
            title: t.vms.tabs.permissions,
            content: () => <PermissionsTab path={`vms/${id}`} object={data.name ?? ""} />,
          },
        ]}
      />
      {dialog}
    </>
  );
}
