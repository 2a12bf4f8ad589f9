#include "agent/vf-plan.h"

#include "agent/vf-driver.h"
#include "base/err.h"

ENUM_TABLE(vf_step, [VF_STEP_RECORD] = "record", [VF_STEP_PF_UP] = "pf_up",
           [VF_STEP_AUTOPROBE_OFF] = "autoprobe_off", [VF_STEP_REMOVE] = "remove",
           [VF_STEP_CREATE] = "create", [VF_STEP_NEUTRAL] = "neutral", [VF_STEP_KEEP] = "keep");

/* Whether somebody would lose the VF.  One that is merely unfit for guests may go. */
static bool is_used(const VfInfo *vf)
{
    switch (vf->state) {
    case VF_HELD_BY_VM:
    case VF_LEASED:
    case VF_UPPER_DEVICE:
    case VF_HOST_ADDRESS:
    case VF_USERSPACE_DRIVER:
    case VF_OTHER_NAMESPACE:
    case VF_SCRUBBING:
        return true;
    case VF_FREE:
    case VF_GROUP_SHARED:
    case VF_NO_IOMMU:
    case VF_QUARANTINED:
    case N_VF_STATES:
        break;
    }
    return false;
}

static bool check_unused(const NicInfo *now, guint want, GError **error)
{
    for (guint i = 0; i < now->vfs->len; i++) {
        const VfInfo *vf = now->vfs->pdata[i];
        if (is_used(vf))
            return err_set(error, ERR_BUSY,
                           "%s: VF %u %s%s%s%s; all %u VFs must be unused before there can be %u",
                           now->ifname, vf->index, vf_state_sentence(vf->state),
                           vf->detail != NULL ? " (" : "", vf->detail != NULL ? vf->detail : "",
                           vf->detail != NULL ? ")" : "", now->num_vfs, want);
    }
    return true;
}

static void add(GArray *steps, const NicInfo *now, VfStepKind kind, guint count)
{
    VfStep step = { kind, count, now->num_vfs };
    g_array_append_val(steps, step);
}

GArray *vf_plan(const NicInfo *now, guint want, GError **error)
{
    const VfDriver *driver = vf_driver_find(now->driver);
    guint limit = vf_driver_limit(driver, now->total_vfs);
    if (now->total_vfs == 0)
        return err_null(error, ERR_UNSUPPORTED, "%s is not an SR-IOV physical function",
                        now->ifname);
    if (want > limit)
        return err_null(error, ERR_INVALID, "%s: %u VFs asked, %u possible with its driver %s",
                        now->ifname, want, limit, now->driver != NULL ? now->driver : "(none)");

    g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(VfStep));
    if (want == now->num_vfs) {
        add(steps, now, VF_STEP_KEEP, want);
        return g_steal_pointer(&steps);
    }
    if (!check_unused(now, want, error))
        return NULL;
    add(steps, now, VF_STEP_RECORD, now->num_vfs);
    if (want > 0 && driver->up_first && !now->up)
        add(steps, now, VF_STEP_PF_UP, now->num_vfs);
    if (want > 0 && now->autoprobe)
        add(steps, now, VF_STEP_AUTOPROBE_OFF, now->num_vfs);
    if (now->num_vfs > 0)
        add(steps, now, VF_STEP_REMOVE, 0);
    if (want > 0) {
        add(steps, now, VF_STEP_CREATE, want);
        /* igb keeps VFs in reset, and forgets what was set, until the PF is up with a carrier. */
        if (!driver->up_first && !now->up)
            add(steps, now, VF_STEP_PF_UP, want);
        add(steps, now, VF_STEP_NEUTRAL, want);
    }
    add(steps, now, VF_STEP_KEEP, want);
    return g_steal_pointer(&steps);
}
