/* All PFs of the fleet in one reply. */
#include "engine/physical-function.h"
#include "rest/handlers.h"

#include "model/data-center.h"
#include "model/host.h"
#include "model/network.h"
#include "rest/vf-counts.h"

#define BITS_PER_MBIT 1000000

/* One reply under way. */
typedef struct {
    Emit *emit;
    const char *prefix;
    const PfList *list;
    GString *href; /* scratch */
} Writer;

/* --- references --------------------------------------------------------------------------------
 */

/* <element href= id=>, to be closed; 'path' is what is between the root and the id. */
static void open_ref(Writer *writer, const char *element, const char *path, const char *id)
{
    GString *href = writer->href;
    g_string_assign(href, writer->prefix);
    g_string_append(href, path);
    g_string_append(href, id);
    emit_open(writer->emit, element);
    emit_attribute(writer->emit, "href", href->str);
    emit_attribute(writer->emit, "id", id);
}

/* The same of what lies in 'parent'. */
static void open_inner_ref(Writer *writer, const char *element, const char *path,
                           const char *parent, const char *inner, const char *id)
{
    GString *href = writer->href;
    g_string_assign(href, writer->prefix);
    g_string_append(href, path);
    g_string_append(href, parent);
    g_string_append(href, inner);
    g_string_append(href, id);
    emit_open(writer->emit, element);
    emit_attribute(writer->emit, "href", href->str);
    emit_attribute(writer->emit, "id", id);
}

static void close_named(Writer *writer, const char *name)
{
    emit_text(writer->emit, "name", name);
    emit_close(writer->emit);
}

/* --- where it is -------------------------------------------------------------------------------
 */

static void emit_place(Writer *writer, const PhysicalFunction *pf)
{
    Emit *emit = writer->emit;
    open_ref(writer, "host", "/hosts/", pf->host->id);
    emit_text(emit, "name", pf->host->name);
    emit_text(emit, "status", enum_word(&host_status_table, pf->host->status));
    emit_close(emit);
    if (pf->cluster == NULL)
        return;
    open_ref(writer, "cluster", "/clusters/", pf->cluster->base.id);
    close_named(writer, pf->cluster->name);
    if (pf->cluster->data_center == NULL)
        return;
    open_ref(writer, "data_center", "/datacenters/", pf->cluster->data_center);
    emit_close(emit);
}

static void emit_nic(Emit *emit, const HostNic *nic)
{
    if (nic->mac != NULL) {
        emit_open(emit, "mac");
        emit_text(emit, "address", nic->mac);
        emit_close(emit);
    }
    if (nic->speed_mbps > 0)
        emit_int(emit, "speed", nic->speed_mbps * BITS_PER_MBIT);
    emit_text(emit, "status", nic->up ? "up" : "down");
    emit_bool(emit, "carrier", nic->carrier);
    if (nic->driver != NULL)
        emit_text(emit, "driver", nic->driver);
    emit_bool(emit, "present", nic->present);
}

/* --- whom it may serve -------------------------------------------------------------------------
 */

static void emit_networks(Writer *writer, const PhysicalFunction *pf)
{
    Emit *emit = writer->emit;
    emit_open(emit, "networks");
    if (pf->served->len > 0)
        emit_open_list(emit, "network");
    for (guint i = 0; i < pf->served->len; i++) {
        const PfServed *served = &g_array_index(pf->served, PfServed, i);
        open_ref(writer, "network", "/networks/", served->network->base.id);
        emit_text(emit, "name", served->network->name);
        if (served->label != NULL)
            emit_text(emit, "label", served->label);
        emit_close(emit);
    }
    if (pf->served->len > 0)
        emit_close_list(emit);
    emit_close(emit);
}

static void emit_labels(Emit *emit, char *const *labels)
{
    emit_open(emit, "labels");
    bool some = *labels != NULL;
    if (some)
        emit_open_list(emit, "network_label");
    for (; *labels != NULL; labels++) {
        emit_open(emit, "network_label");
        emit_attribute(emit, "id", *labels);
        emit_close(emit);
    }
    if (some)
        emit_close_list(emit);
    emit_close(emit);
}

/* --- its VFs -----------------------------------------------------------------------------------
 */

static void emit_user(Writer *writer, const VfUser *user)
{
    if (user->vm != NULL) {
        open_ref(writer, "vm", "/vms/", user->vm->base.id);
        close_named(writer, user->vm->name);
    }
    if (user->nic != NULL) {
        open_inner_ref(writer, "nic", "/vms/", user->vm->base.id, "/nics/", user->nic->base.id);
        close_named(writer, user->nic->name);
    }
    if (user->network != NULL) {
        open_ref(writer, "network", "/networks/", user->network->base.id);
        close_named(writer, user->network->name);
    }
}

/* What is set on it, as the host reports it. */
static void emit_settings(Emit *emit, const VfInfo *vf)
{
    char mac[MAC_TEXT_SIZE], vlan[16];
    if (!mac_is_zero(&vf->mac)) {
        emit_open(emit, "mac");
        emit_text(emit, "address", mac_format(&vf->mac, mac));
        emit_close(emit);
    }
    if (vf->vlan == 0)
        return;
    g_snprintf(vlan, sizeof vlan, "%u", vf->vlan);
    emit_open(emit, "vlan");
    emit_attribute(emit, "id", vlan);
    emit_close(emit);
}

static void emit_vf(Writer *writer, const char *nic_id, const VfInfo *vf, const Lease *lease)
{
    Emit *emit = writer->emit;
    const VfUsers *users = pf_list_users(writer->list);
    VfState state = fleet_vf_state(vf, lease);
    VfUser user = vf_users_find(users, vf, lease);
    g_autofree char *id = virtual_function_id(nic_id, vf->index);
    emit_open(emit, "virtual_function");
    emit_attribute(emit, "id", id);
    emit_int(emit, "index", vf->index);
    emit_text(emit, "state", enum_word(&vf_state_table, (int)state));
    emit_text(emit, "class", enum_word(&vf_class_table, (int)vf_state_class(state)));
    if (state != VF_FREE) {
        g_autofree char *detail = vf_state_format(state, vf_users_what(users, vf, lease, &user));
        emit_text(emit, "detail", detail);
    }
    emit_settings(emit, vf);
    emit_user(writer, &user);
    emit_close(emit);
}

static void emit_vfs(Writer *writer, const PhysicalFunction *pf)
{
    Emit *emit = writer->emit;
    guint n_vfs = pf->info != NULL ? pf->info->vfs->len : 0;
    emit_open(emit, "virtual_functions");
    if (n_vfs > 0)
        emit_open_list(emit, "virtual_function");
    for (guint i = 0; i < n_vfs; i++) {
        const VfInfo *vf = pf->info->vfs->pdata[i];
        emit_vf(writer, pf->nic->base.id, vf, pf->leases[vf->index]);
    }
    if (n_vfs > 0)
        emit_close_list(emit);
    emit_close(emit);
}

/* --- all of it ---------------------------------------------------------------------------------
 */

static void emit_pf(Writer *writer, const PhysicalFunction *pf)
{
    Emit *emit = writer->emit;
    open_inner_ref(writer, "physical_function", "/hosts/", pf->host->id, "/nics/",
                   pf->nic->base.id);
    emit_text(emit, "name", pf->nic->name != NULL ? pf->nic->name : "");
    emit_place(writer, pf);
    emit_nic(emit, pf->nic);
    emit_bool(emit, "all_networks_allowed", pf->policy == NULL);
    if (pf->policy != NULL) {
        emit_networks(writer, pf);
        emit_labels(emit, pf->policy->labels);
    }
    emit_int(emit, "number_of_virtual_functions", pf->nic->num_vfs);
    emit_int(emit, "max_number_of_virtual_functions", pf->nic->total_vfs);
    vf_counts_emit_classes(emit, &pf->counts);
    vf_counts_emit_states(emit, &pf->counts);
    if (pf_list_users(writer->list) != NULL)
        emit_vfs(writer, pf);
    emit_close(emit);
}

static const char *given(const Call *call, const char *name)
{
    const char *text = url_param(call->url, name);
    return text != NULL && *text != '\0' ? text : NULL;
}

bool physical_function_list(Call *call, GError **error)
{
    const PfQuery query = {
        .cluster = given(call, "cluster"),
        .host = given(call, "host"),
        .network = given(call, "network"),
        .max = call->max,
        .users = call_wants_all(call),
    };
    g_autoptr(PfList) list = engine_list_pfs(call->engine, &call->caller, &query, error);
    if (list == NULL)
        return false;
    g_autoptr(GString) href = g_string_sized_new(256);
    Writer writer = { emit_new(call->format), call->prefix, list, href };
    guint n = pf_list_length(list);
    emit_open(writer.emit, "physical_functions");
    if (n > 0)
        emit_open_list(writer.emit, "physical_function");
    for (guint i = 0; i < n; i++)
        emit_pf(&writer, pf_list_get(list, i));
    if (n > 0)
        emit_close_list(writer.emit);
    emit_close(writer.emit);
    call_take_reply(call, 200, writer.emit);
    return true;
}
