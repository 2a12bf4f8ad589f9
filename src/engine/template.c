/* Rules of templates. */
#include "engine/crud.h"
#include "engine/vm-settings.h"
#include "model/cluster.h"

#include <string.h>

#define BASE_VERSION_NAME "base version" /* as it is shown while there is none */

static bool is_blank(const Template *template)
{
    return strcmp(template->base.id, TEMPLATE_BLANK_ID) == 0;
}

/* --- adding ------------------------------------------------------------------------------------
 */

/* It becomes the next version of its base, under the name of that. */
static bool make_version(const Crud *crud, Template *template, GError **error)
{
    g_autoptr(Template) base =
        store_get(crud->store, &template_type, template->base_template, error);
    if (base == NULL)
        return false;
    if (is_blank(base))
        return fault_set(error, FAULT_TEMPLATE_BLANK_VERSION, template->name);
    const char *first = base->base_template != NULL ? base->base_template : base->base.id;
    g_autoptr(GPtrArray) all =
        store_list_by(crud->store, &template_type, "name", base->name, error);
    if (all == NULL)
        return false;
    gint64 newest = 0;
    for (guint i = 0; i < all->len; i++)
        newest = MAX(newest, ((const Template *)g_ptr_array_index(all, i))->version_number);
    template->version_number = newest + 1;
    g_free(template->name);
    template->name = g_strdup(base->name);
    char *base_id = g_strdup(first);
    g_free(template->base_template);
    template->base_template = base_id;
    return true;
}

static bool check_name(const Crud *crud, const Template *template, GError **error)
{
    g_autoptr(Template) namesake =
        crud_other(crud, &template_type, "name", template->name, template->base.id);
    if (namesake != NULL)
        return fault_set(error, FAULT_NAME_ALREADY_USED, crud->verb, template_type.title,
                         template->name, "another template");
    return crud_check_name(crud, template, template->name, true, error);
}

static bool check_cluster(const Crud *crud, const Template *template, const Vm *vm, GError **error)
{
    if (strcmp(template->cluster, vm->cluster) == 0)
        return true;
    g_autoptr(Cluster) its = store_get(crud->store, &cluster_type, template->cluster, error);
    g_autoptr(Cluster) here =
        its != NULL ? store_get(crud->store, &cluster_type, vm->cluster, error) : NULL;
    return here != NULL &&
           (g_strcmp0(its->data_center, here->data_center) == 0 ||
            fault_set(error, FAULT_TEMPLATE_CLUSTER_OTHER_DC, template->name, its->name, vm->name));
}

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    Template *template = entity;
    g_autoptr(Vm) vm = store_get(crud->store, &vm_type, template->vm, error);
    if (vm == NULL)
        return false;
    if (vm->status != VM_DOWN)
        return fault_set(error, FAULT_TEMPLATE_VM_NOT_DOWN, vm->name,
                         enum_word(&vm_status_table, vm->status));
    if (template->cluster == NULL)
        template->cluster = g_strdup(vm->cluster);
    vm_settings_inherit(&template->common, &vm->common);
    vm_settings_normalise(&template->common);
    template->creation_time = engine_now();
    template->version_number = 1;
    return check_cluster(crud, template, vm, error) &&
           (template->base_template != NULL ? make_version(crud, template, error)
                                            : check_name(crud, template, error)) &&
           vm_settings_check(crud, &template->common, error);
}

static bool copy_nic(const Crud *crud, const Template *template, const VmNic *from, GError **error)
{
    g_autoptr(TemplateNic) nic = entity_new(&template_nic_type);
    nic->template = g_strdup(template->base.id);
    nic->name = g_strdup(from->name);
    nic->description = g_strdup(from->description);
    nic->comment = g_strdup(from->comment);
    nic->interface = from->interface;
    nic->vnic_profile = g_strdup(from->vnic_profile);
    nic->linked = from->linked;
    nic->plugged = from->plugged;
    nic->position = from->position;
    return store_insert(crud->store, nic, error);
}

static bool after_add(const Crud *crud, const void *entity, GError **error)
{
    const Template *template = entity;
    g_autoptr(GPtrArray) nics = store_list_by(crud->store, &vm_nic_type, "vm", template->vm, error);
    for (guint i = 0; nics != NULL && i < nics->len; i++)
        if (!copy_nic(crud, template, g_ptr_array_index(nics, i), error))
            return false;
    return nics != NULL;
}

/* --- changing ----------------------------------------------------------------------------------
 */

static bool before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    const Template *before = old;
    Template *template = entity;
    vm_settings_normalise(&template->common);
    if (before->version_name == NULL && g_strcmp0(template->version_name, BASE_VERSION_NAME) == 0)
        g_clear_pointer(&template->version_name, g_free);
    if (template->cluster == NULL)
        template->cluster = g_strdup(before->cluster);
    if (entity_equal(before, template))
        return true;
    if (is_blank(template))
        return fault_set(error, FAULT_TEMPLATE_BLANK_EDIT);
    bool renamed = strcmp(before->name, template->name) != 0;
    if (renamed && template->base_template != NULL)
        return fault_set(error, FAULT_TEMPLATE_VERSION_RENAME, before->name, template->name);
    return (!renamed || check_name(crud, template, error)) &&
           vm_settings_check(crud, &template->common, error);
}

/* The name is that of all versions. */
static bool after_update(const Crud *crud, const void *old, const void *entity, GError **error)
{
    const Template *before = old, *template = entity;
    if (strcmp(before->name, template->name) == 0)
        return true;
    g_autoptr(GPtrArray) versions =
        store_list_by(crud->store, &template_type, "base_template", template->base.id, error);
    for (guint i = 0; versions != NULL && i < versions->len; i++) {
        Template *version = g_ptr_array_index(versions, i);
        g_free(version->name);
        version->name = g_strdup(template->name);
        if (!store_update(crud->store, version, error))
            return false;
    }
    return versions != NULL;
}

/* --- removing ----------------------------------------------------------------------------------
 */

static bool check_not_used(const Crud *crud, const Template *template, GError **error)
{
    g_autoptr(GPtrArray) vms =
        store_list_by(crud->store, &vm_type, "template", template->base.id, error);
    if (vms == NULL)
        return false;
    if (vms->len == 0)
        return true;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < vms->len; i++)
        g_ptr_array_add(names, ((const Vm *)g_ptr_array_index(vms, i))->name);
    g_autofree char *list = crud_enumerate(names);
    return fault_set(error, FAULT_TEMPLATE_IN_USE, template->name, list);
}

static bool before_remove(const Crud *crud, const void *entity, GError **error)
{
    const Template *template = entity;
    if (is_blank(template))
        return fault_set(error, FAULT_TEMPLATE_BLANK_REMOVE);
    if (template->delete_protected)
        return fault_set(error, FAULT_DELETE_PROTECTED, template_type.title, template->name);
    g_autoptr(Template) version =
        crud_other(crud, &template_type, "base_template", template->base.id, NULL);
    if (version != NULL)
        return fault_set(error, FAULT_TEMPLATE_HAS_VERSIONS, template->name);
    return check_not_used(crud, template, error);
}

static void refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    const Template *template = entity;
    ret_refs->cluster = template->cluster;
    ret_words[0] = "template";
    ret_words[1] = template->name;
}

const CrudRules template_rules = {
    .type = &template_type,
    .parent = "cluster",
    .add.action = ACTION_TEMPLATE_CREATE,
    .add.done = "USER_ADD_VM_TEMPLATE",
    .add.failed = "USER_FAILED_ADD_VM_TEMPLATE",
    .update.action = ACTION_TEMPLATE_EDIT,
    .update.done = "USER_UPDATE_VM_TEMPLATE",
    .update.failed = "USER_FAILED_UPDATE_VM_TEMPLATE",
    .remove.action = ACTION_TEMPLATE_DELETE,
    .remove.done = "USER_REMOVE_VM_TEMPLATE",
    .remove.failed = "USER_FAILED_REMOVE_VM_TEMPLATE",
    .before_add = before_add,
    .after_add = after_add,
    .before_update = before_update,
    .after_update = after_update,
    .before_remove = before_remove,
    .refs = refs,
};
