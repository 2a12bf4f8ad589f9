/* Powers VMs off; asks first, and for a reason that others see. */

import { TextField } from "@/components/fields";
import { FormDialog } from "@/components/form-dialog";
import { useTask } from "@/components/job-progress";
import { t } from "@/strings";
import { type VmRow, whatOf } from "./rows";

export function StopDialog({ rows, onClose }: { rows: VmRow[]; onClose: () => void }) {
  const { submit } = useTask();
  const what = whatOf(rows);
  return (
    <FormDialog
      title={`${t.vms.stopTitle}: ${what}`}
      description={t.vms.stopText}
      initial={{ reason: "" }}
      submitLabel={t.vms.stopSubmit}
      width="small"
      onClose={onClose}
      onSubmit={({ values: { reason } }) =>
        submit({
          doing: t.vms.stopping(what),
          done: t.vms.stopDone(what),
          failed: t.vms.stopFailed(what),
          tasks: rows.map(({ id, name }) => ({
            name: name ?? "",
            path: `vms/${id}/stop`,
            body: reason ? { reason } : {},
          })),
        })
      }
    >
      {({ field }) => (
        <TextField label={t.vms.stopReason} help={t.vms.stopReasonHelp} autoFocus {...field("reason")} />
      )}
    </FormDialog>
  );
}
