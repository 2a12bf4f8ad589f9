#include "model/vm-spec.h"

VmSpec *vm_spec_new(void)
{
    VmSpec *spec = g_new0(VmSpec, 1);
    spec->nics = g_ptr_array_new_with_free_func((GDestroyNotify)vm_spec_nic_free);
    return spec;
}

void vm_spec_free(VmSpec *spec)
{
    if (spec == NULL)
        return;
    g_free(spec->id);
    g_free(spec->name);
    g_free(spec->kernel);
    g_free(spec->initrd);
    g_free(spec->cmdline);
    g_strfreev(spec->boot_devices);
    g_free(spec->cpu_mode);
    g_free(spec->cpu_model);
    g_strfreev(spec->cpu_pins);
    g_free(spec->time_zone);
    g_free(spec->serial);
    g_clear_pointer(&spec->nics, g_ptr_array_unref);
    g_free(spec);
}

VmSpecNic *vm_spec_nic_new(void)
{
    return g_new0(VmSpecNic, 1);
}

void vm_spec_nic_free(VmSpecNic *nic)
{
    if (nic == NULL)
        return;
    g_free(nic->vnic_id);
    g_free(nic->name);
    g_free(nic->network);
    g_free(nic->pf_port);
    g_free(nic->standby);
    g_free(nic->bridge);
    g_free(nic->model);
    g_free(nic);
}
