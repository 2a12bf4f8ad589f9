/* Rules of the vNICs of templates: those of VMs, less addresses and plugging. */
#include "engine/vm-nic.h"

#include <string.h>

static bool check(const Crud *crud, const TemplateNic *nic, const Template *template,
                  const GPtrArray *nics, GError **error)
{
    if (!crud_check_name(crud, nic, nic->name, false, error))
        return false;
    for (guint i = 0; i < nics->len; i++) {
        const TemplateNic *other = g_ptr_array_index(nics, i);
        if (strcmp(other->name, nic->name) == 0 && g_strcmp0(other->base.id, nic->base.id) != 0)
            return fault_set(error, FAULT_VNIC_NAME_IN_USE, crud->verb, template_nic_type.title,
                             template->name, nic->name);
    }
    if (nic->interface == VM_NIC_PCI_PASSTHROUGH && !nic->linked)
        return fault_set(error, FAULT_VNIC_UNLINK_PASSTHROUGH, crud->verb, nic->name,
                         template->name);
    const VnicFacts facts = { nic->name, nic->interface, nic->vnic_profile, template->name,
                              template->cluster };
    return vm_nic_check_profile(crud, &facts, error);
}

/* The template of 'nic', which can be changed. */
static Template *get_template(const Crud *crud, const TemplateNic *nic, GError **error)
{
    if (strcmp(nic->template, TEMPLATE_BLANK_ID) == 0)
        return fault_null(error, FAULT_TEMPLATE_BLANK_EDIT);
    return store_get(crud->store, &template_type, nic->template, error);
}

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    TemplateNic *nic = entity;
    g_autoptr(Template) template = get_template(crud, nic, error);
    g_autoptr(GPtrArray) nics = template == NULL ? NULL
                                                 : store_list_by(crud->store, &template_nic_type,
                                                                 "template", nic->template, error);
    if (nics == NULL)
        return false;
    if (nics->len >= VNICS_MAX)
        return fault_set(error, FAULT_VNIC_LIMIT, template->name, G_STRINGIFY(VNICS_MAX));
    nic->position = 0;
    for (guint i = 0; i < nics->len; i++)
        nic->position =
            MAX(nic->position, ((const TemplateNic *)g_ptr_array_index(nics, i))->position + 1);
    return check(crud, nic, template, nics, error);
}

static bool before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    const TemplateNic *nic = entity;
    g_autoptr(Template) template = get_template(crud, nic, error);
    g_autoptr(GPtrArray) nics = template == NULL ? NULL
                                                 : store_list_by(crud->store, &template_nic_type,
                                                                 "template", nic->template, error);
    return nics != NULL && check(crud, nic, template, nics, error);
}

static void refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    const TemplateNic *nic = entity;
    ret_words[0] = "nic";
    ret_words[1] = nic->name;
}

static bool means(const Crud *crud, const void *entity, const char *column, const void *candidate)
{
    const TemplateNic *nic = entity;
    if (strcmp(column, "vnic_profile") != 0 || nic->template == NULL)
        return true;
    g_autoptr(Template) template = store_get(crud->store, &template_type, nic->template, NULL);
    return template != NULL && vm_nic_means_profile(crud, template->cluster, candidate);
}

const CrudRules template_nic_rules = {
    .type = &template_nic_type,
    .parent = "template",
    .add.action = ACTION_TEMPLATE_NETWORK,
    .add.done = "NETWORK_ADD_TEMPLATE_INTERFACE",
    .add.failed = "NETWORK_ADD_TEMPLATE_INTERFACE_FAILED",
    .update.action = ACTION_TEMPLATE_NETWORK,
    .update.done = "NETWORK_UPDATE_TEMPLATE_INTERFACE",
    .update.failed = "NETWORK_UPDATE_TEMPLATE_INTERFACE_FAILED",
    .remove.action = ACTION_TEMPLATE_NETWORK,
    .remove.done = "NETWORK_REMOVE_TEMPLATE_INTERFACE",
    .remove.failed = "NETWORK_REMOVE_TEMPLATE_INTERFACE_FAILED",
    .before_add = before_add,
    .before_update = before_update,
    .means = means,
    .refs = refs,
};
