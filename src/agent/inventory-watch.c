/* Keeps the agent's inventory true: reads it when the host changed, tells it when it differs. */
#include "agent/agent-private.h"

#include "agent/inventory.h"
#include "base/err.h"
#include "base/log.h"
#include "link/inventory-json.h"
#include "link/vdsm-code.h"
#include "link/verbs.h"

#include <glib-unix.h>

typedef struct {
    WorkDone func;
    gpointer data;
} Waiting;

typedef struct {
    Agent *agent;
    AgentWorld world;
    GArray *waiting;       /* of Waiting, for this reading */
    HostInventory *host;   /* in: a copy; NULL: to be read as well */
    bool vms_known;        /* when it began */
    HostInventory *result; /* NULL when 'error' is set */
    GError *error;
} Reading;

static void read_in_worker(gpointer data)
{
    Reading *reading = data;
    if (reading->host == NULL)
        reading->host = inventory_read_host(reading->world.sys);
    reading->result = inventory_read(reading->world.sys, reading->world.ledger, reading->host, NULL,
                                     &reading->error);
}

static void tell(Agent *agent)
{
    const char *boot_id = agent->inventory->boot_id;
    g_autofree char *method =
        g_strdup_printf("|sriov|inventory|%s", boot_id != NULL ? boot_id : "unknown");
    agent_emit(agent, method, host_inventory_to_json(agent->inventory));
    /* Engines that do not know the event above read capabilities again on this one. */
    agent_emit(agent, "|net|host_conn|no_id", json_object());
}

/* Only an inventory that was read after the VMs were found tells who has which VF. */
static void check_ready(Agent *agent, const Reading *reading)
{
    if (agent->ready || !reading->vms_known || agent->inventory == NULL)
        return;
    agent->ready = true;
    log_info("agent-ready vms=%u", g_hash_table_size(agent->vms));
    if (agent->link.set_recovering != NULL)
        agent->link.set_recovering(false, agent->link.data);
}

/* Tells of PFs whose carrier came or went. */
static void tell_carriers(Agent *agent, const HostInventory *before, const HostInventory *now)
{
    for (guint i = 0; i < now->nics->len; i++) {
        const NicInfo *nic = now->nics->pdata[i];
        char name[PCI_TEXT_SIZE];
        if (nic->total_vfs == 0)
            continue;
        const NicInfo *old = host_inventory_find_nic(before, pci_format_nodedev(&nic->pci, name));
        if (old == NULL || old->carrier == nic->carrier)
            continue;
        g_autofree char *method = g_strdup_printf("|sriov|pf_link|%s", name);
        agent_emit(agent, method,
                   json_pack("{s:s, s:I}", "state", nic->carrier ? "up" : "down", "speed",
                             (json_int_t)nic->speed_mbps));
    }
}

static void take_inventory(Agent *agent, HostInventory *inventory)
{
    if (agent->inventory != NULL && inventory_equal(agent->inventory, inventory)) {
        host_inventory_free(inventory);
        return;
    }
    inventory->generation = ++agent->generation;
    if (agent->inventory != NULL)
        tell_carriers(agent, agent->inventory, inventory);
    host_inventory_free(agent->inventory);
    agent->inventory = inventory;
    log_debug("inventory-changed generation=%" G_GUINT64_FORMAT, agent->generation);
    tell(agent);
}

GArray *inventory_watch_waiting_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(Waiting));
}

/* Takes 'waiting'. */
static void call_waiting(GArray *waiting)
{
    for (guint i = 0; i < waiting->len; i++) {
        const Waiting *one = &g_array_index(waiting, Waiting, i);
        one->func(one->data);
    }
    g_array_unref(waiting);
}

static void read_now(Agent *agent, bool with_host);

static void read_done(gpointer data)
{
    g_autofree Reading *reading = data;
    Agent *agent = reading->agent;
    agent->reading = false;
    if (reading->error != NULL)
        log_error("inventory-failed error=\"%s\"", reading->error->message);
    if (agent->stopping || reading->error != NULL)
        host_inventory_free(reading->result);
    else
        take_inventory(agent, reading->result);
    check_ready(agent, reading);
    host_inventory_free(agent->host);
    agent->host = reading->host;
    g_clear_error(&reading->error);
    call_waiting(reading->waiting);
    if (agent->stopping || agent->reading)
        return;
    if (agent->waiting_for_reading->len > 0)
        read_now(agent, false);
    else if (agent->changed_again)
        inventory_watch_touch(agent);
}

static void read_now(Agent *agent, bool with_host)
{
    agent->reading = true;
    agent->changed_again = false;
    Reading *reading = g_new0(Reading, 1);
    reading->agent = agent;
    reading->world = agent->world;
    reading->vms_known = agent->vms_known;
    reading->waiting = agent->waiting_for_reading;
    agent->waiting_for_reading = inventory_watch_waiting_new();
    reading->host = with_host ? NULL : host_inventory_dup(agent->host);
    work_pool_push(agent->work, NULL, read_in_worker, read_done, reading);
}

static gboolean on_coalesced(gpointer data)
{
    Agent *agent = data;
    agent->coalesce_source = 0;
    if (agent->reading)
        agent->changed_again = true;
    else
        read_now(agent, false);
    return G_SOURCE_REMOVE;
}

void inventory_watch_touch(Agent *agent)
{
    if (agent->coalesce_source == 0 && !agent->stopping && agent->host != NULL)
        agent->coalesce_source = g_timeout_add(agent->world.times.coalesce_ms, on_coalesced, agent);
}

void inventory_watch_then(Agent *agent, WorkDone func, gpointer data)
{
    const Waiting waiting = { func, data };
    if (agent->stopping) {
        func(data);
        return;
    }
    g_array_append_val(agent->waiting_for_reading, waiting);
    if (!agent->reading && agent->host != NULL)
        read_now(agent, false);
}

static gboolean on_change(int fd, GIOCondition condition, gpointer data)
{
    Agent *agent = data;
    if (agent->world.sys->ops->watch_wait(agent->watch, 0))
        inventory_watch_touch(agent);
    return G_SOURCE_CONTINUE;
}

static gboolean on_poll(gpointer data)
{
    Agent *agent = data;
    if (!agent->reading)
        read_now(agent, true);
    vm_recover_reconcile(agent);
    return G_SOURCE_CONTINUE;
}

void inventory_watch_start(Agent *agent)
{
    g_autoptr(GError) error = NULL;
    agent->watch = agent->world.sys->ops->watch_new(agent->world.sys, &error);
    if (agent->watch != NULL)
        agent->watch_source =
            g_unix_fd_add(agent->world.sys->ops->watch_fd(agent->watch), G_IO_IN, on_change, agent);
    else
        log_error("host-watch-failed error=\"%s\"", error->message);
    agent->poll_source = g_timeout_add_seconds(agent->world.times.poll_s, on_poll, agent);
    read_now(agent, false);
}

void inventory_watch_stop(Agent *agent)
{
    g_clear_handle_id(&agent->watch_source, g_source_remove);
    g_clear_handle_id(&agent->coalesce_source, g_source_remove);
    g_clear_handle_id(&agent->poll_source, g_source_remove);
    g_clear_pointer(&agent->watch, agent->world.sys->ops->watch_free);
    call_waiting(g_steal_pointer(&agent->waiting_for_reading));
}

const NicInfo *inventory_watch_find_pf(AgentCall *call)
{
    const char *device = verb_param_string(call->params, "deviceName");
    const NicInfo *nic = host_inventory_find_nic(call->agent->inventory, device);
    if (nic != NULL && nic->total_vfs > 0)
        return nic;
    agent_call_fail(call, VDSM_VF_NO_SUCH, "%s is not an SR-IOV physical function of this host",
                    device);
    return NULL;
}

void call_sriov_inventory(AgentCall *call)
{
    agent_call_reply(call, host_inventory_to_json(call->agent->inventory));
}

void call_sriov_list(AgentCall *call)
{
    g_autoptr(GError) error = NULL;
    json_t *list = sriov_list_to_json(call->agent->inventory,
                                      verb_param_string(call->params, "deviceName"), &error);
    if (list == NULL)
        agent_call_fail_error(call, error);
    else
        agent_call_reply(call, list);
}
