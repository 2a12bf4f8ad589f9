/* Actions of VMs and of their vNICs. */
#include "rest/handlers.h"

#include <string.h>

/* What "run once" lays over the VM: <action><vm>…</vm><pause/></action>. */
static bool read_flags(const Call *call, VmStartOverlay *ret, GError **error)
{
    static const char *const kinds[] = { "use_cloud_init", "use_sysprep", "use_ignition" };
    bool failed = !node_bool(call->body, "pause", &ret->pause, error);
    for (gsize i = 0; !failed && i < G_N_ELEMENTS(kinds); i++) {
        bool asked = false;
        failed = !node_bool(call->body, kinds[i], &asked, error);
        ret->n_initializations += asked;
    }
    return !failed;
}

/* NULL-terminated; NULL: none are given. */
static bool read_boot_devices(const Call *call, char ***ret, GError **error)
{
    const Node *list = node_find(call->body, "vm/os/boot/devices");
    g_autoptr(GStrvBuilder) devices = g_strv_builder_new();
    if (list == NULL)
        return true;
    for (const Node *item = node_child(list, "device"); item != NULL; item = node_again(item)) {
        int device;
        if (!enum_parse(&boot_device_table, item->text, &device, error))
            return err_prefix(error, "vm/os/boot/devices") ||
                   err_about(error, "vm/os/boot/devices/device");
        g_strv_builder_add(devices, enum_word(&boot_device_table, device));
    }
    *ret = g_strv_builder_end(devices);
    return true;
}

static bool read_overlay(const Call *call, VmStartOverlay *ret, char ***ret_devices, GError **error)
{
    const char *host = call_text(call, "vm/placement_policy/hosts/host/id");
    g_autoptr(GError) failure = NULL;
    *ret = (VmStartOverlay){
        .host = host != NULL ? host : call_text(call, "vm/placement_policy/hosts/host/name"),
        .kernel = call_text(call, "vm/os/kernel"),
        .initrd = call_text(call, "vm/os/initrd"),
        .cmdline = call_text(call, "vm/os/cmdline"),
    };
    if (call->body == NULL)
        return true;
    if (!read_flags(call, ret, &failure) || !read_boot_devices(call, ret_devices, &failure))
        return refuse_as(error, REFUSAL_VALUE, failure);
    ret->boot_devices = (const char *const *)*ret_devices;
    return true;
}

bool vm_start(Call *call, GError **error)
{
    VmStartOverlay overlay;
    g_autofree char *job = NULL;
    g_auto(GStrv) devices = NULL;
    if (!read_overlay(call, &overlay, &devices, error) ||
        !engine_vm_start(call->engine, &call->caller, call_parent_id(call), &overlay, &job, error))
        return false;
    call_reply_action(call, job, NULL, NULL);
    return true;
}

bool vm_stop(Call *call, GError **error)
{
    g_autofree char *job = NULL;
    if (!engine_vm_stop(call->engine, &call->caller, call_parent_id(call),
                        call_text(call, "reason"), &job, error))
        return false;
    call_reply_action(call, job, NULL, NULL);
    return true;
}

bool vm_shutdown(Call *call, GError **error)
{
    g_autofree char *job = NULL;
    if (!engine_vm_shutdown(call->engine, &call->caller, call_parent_id(call),
                            call_text(call, "reason"), &job, error))
        return false;
    call_reply_action(call, job, NULL, NULL);
    return true;
}

bool vm_reboot(Call *call, GError **error)
{
    if (!engine_vm_reboot(call->engine, &call->caller, call_parent_id(call), error))
        return false;
    call_reply_action(call, NULL, NULL, NULL);
    return true;
}

/* As an update of nothing but 'plugged'. */
static bool set_plugged(Call *call, bool plugged, GError **error)
{
    const char *vm_id = call->captures[0], *id = call->captures[1];
    g_autoptr(VmNic) now = engine_get(call->engine, &call->caller, &vm_nic_type, id, error);
    if (now == NULL)
        return false;
    if (g_strcmp0(now->vm, vm_id) != 0)
        return err_set(error, ERR_NOT_FOUND, "VM %s has no network interface %s", vm_id, id);
    g_autoptr(VmNic) change = entity_new(&vm_nic_type);
    change->plugged = plugged;
    entity_set_given(change, entity_row_of(&vm_nic_type, "plugged"));
    g_autoptr(VmNic) changed =
        engine_update(call->engine, &call->caller, id, &change->base, NULL, error);
    if (changed == NULL)
        return false;
    call_reply_action(call, call->job, NULL, NULL);
    return true;
}

bool vm_nic_activate(Call *call, GError **error)
{
    return set_plugged(call, true, error);
}

bool vm_nic_deactivate(Call *call, GError **error)
{
    return set_plugged(call, false, error);
}
