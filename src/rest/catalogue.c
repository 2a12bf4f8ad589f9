/* Lists that nobody changes. */
#include "rest/handlers.h"

#include "model/catalogue.h"
#include "model/data-center.h"

#include <string.h>

/* With "version" only the value in that one. */
bool option_get(Call *call, GError **error)
{
    g_autoptr(SystemOption) option =
        engine_get(call->engine, &call->caller, &system_option_type, call_id(call), error);
    if (option == NULL)
        return false;
    const char *version = url_param(call->url, "version");
    g_autoptr(GStrvBuilder) values = g_strv_builder_new();
    for (int i = 0; option->values[i] != NULL; i++) {
        gsize length = strcspn(option->values[i], ",");
        if (version == NULL || *version == '\0' ||
            (strlen(version) == length && strncmp(option->values[i], version, length) == 0))
            g_strv_builder_add(values, option->values[i]);
    }
    g_strfreev(option->values);
    option->values = g_strv_builder_end(values);
    if (option->values[0] == NULL)
        return err_set(error, ERR_NOT_FOUND, "Option %s has no value in version %.20s",
                       call_id(call), version);
    call_reply_entity(call, 200, option);
    return true;
}

/* What clients list without asking whether there is such a thing; Berth has none of it. */
bool empty_list(Call *call, GError **error)
{
    static const struct {
        const char *path, *element;
    } lists[] = {
        { "disks", "disks" },
        { "iscsibonds", "iscsi_bonds" },
        { "openstacknetworkproviders", "openstack_network_providers" },
        { "quotas", "quotas" },
        { "storagedomains", "storage_domains" },
        { "vmpools", "vm_pools" },
    };
    if (call->n_captures > 0) {
        g_autoptr(Entity) parent =
            engine_get(call->engine, &call->caller, &data_center_type, call_parent_id(call), error);
        if (parent == NULL)
            return false;
    }
    const char *path = strrchr(call->route->pattern, '/') + 1;
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
        if (strcmp(lists[i].path, path) != 0)
            continue;
        Emit *emit = emit_new(call->format);
        emit_open(emit, lists[i].element);
        emit_close(emit);
        call_take_reply(call, 200, emit);
        return true;
    }
    g_assert_not_reached();
}
