/* Orders about PFs and VFs that are no part of a VM's life. */
#include "agent/agent-private.h"

#include "agent/inventory.h"
#include "agent/vf-attr.h"
#include "base/err.h"
#include "base/log.h"
#include "link/vdsm-code.h"
#include "link/verbs.h"

/* One order in a worker, with all it needs as values. */
typedef struct {
    AgentCall *call;
    AgentWorld world;
    HostInventory *host;
    char *device, *pf_name, *driver, *key;
    MacAddr pf_mac;
    PciAddress pci;
    guint count; /* VFs of a PF */
    VfOrder order;
    guint64 epoch;
    bool stale;
    GError *dirty, *error;
} Order;

static Order *order_new(AgentCall *call)
{
    Order *order = g_new0(Order, 1);
    order->call = call;
    order->world = call->agent->world;
    order->host = host_inventory_dup(call->agent->host);
    order->device = g_strdup(verb_param_string(call->params, "deviceName"));
    order->epoch = (guint64)verb_param_int(call->params, "epoch", 0);
    return order;
}

static void order_free(Order *order)
{
    host_inventory_free(order->host);
    g_free(order->device);
    g_free(order->pf_name);
    g_free(order->driver);
    g_free(order->key);
    g_clear_error(&order->dirty);
    g_clear_error(&order->error);
    g_free(order);
}

static void order_push(Order *order, WorkFunc func, WorkDone done)
{
    work_pool_push(order->call->agent->work, order->key, func, done, order);
}

static void answer_true_now(gpointer data)
{
    Order *order = data;
    if (order->error != NULL)
        agent_call_fail_error(order->call, order->error);
    else if (order->stale)
        agent_call_fail(order->call, VDSM_VF_OLD_EPOCH,
                        "epoch %" G_GUINT64_FORMAT " is older than one already seen", order->epoch);
    else
        agent_call_reply(order->call, NULL);
    order_free(order);
}

/* Who gave the order may read the inventory next. */
static void answer_true(gpointer data)
{
    Order *order = data;
    inventory_watch_then(order->call->agent, answer_true_now, order);
}

/* ---------------------------------------------------------------------------- number of VFs */

static void change_in_worker(gpointer data)
{
    Order *order = data;
    VfApply apply = agent_vf_apply(&order->world, order->host);
    vf_apply_count(&apply, order->device, order->count, &order->error);
}

static void change_done(gpointer data)
{
    Order *order = data;
    if (order->error != NULL)
        log_warning("vf-count-failed pf=%s want=%u error=\"%s\"", order->device, order->count,
                    order->error->message);
    else
        log_info("vf-count-set pf=%s vfs=%u", order->device, order->count);
    answer_true(order);
}

void call_change_numvfs(AgentCall *call)
{
    if (inventory_watch_find_pf(call) == NULL)
        return;
    Order *order = order_new(call);
    order->count = (guint)verb_param_int(call->params, "numvfs", 0);
    order_push(order, change_in_worker, change_done);
}

/* --------------------------------------------------------------------------------- one VF */

/* Fills in what names the VF of the call; answers and returns NULL when it is not there. */
static Order *new_vf_order(AgentCall *call)
{
    const NicInfo *pf = inventory_watch_find_pf(call);
    guint index = (guint)verb_param_int(call->params, "index", 0);
    if (pf == NULL)
        return NULL;
    if (index >= pf->num_vfs) {
        agent_call_fail(call, VDSM_VF_NO_SUCH, "%s has %u VFs, none with index %u", pf->ifname,
                        pf->num_vfs, index);
        return NULL;
    }
    Order *order = order_new(call);
    order->pf_name = g_strdup(pf->ifname);
    order->driver = g_strdup(pf->driver);
    order->pf_mac = pf->permanent_mac;
    order->key = vf_ledger_key(&pf->permanent_mac, pf->port_id, index);
    order->order.attrs.index = index;
    return order;
}

static VfAttrPf attr_pf(const Order *order)
{
    return (VfAttrPf){ order->pf_name, order->driver, order->pf_mac };
}

/* "Not given" keeps what the VF has, so that one half of a pair can be set alone. */
static bool read_config(Order *order, const json_t *config, GError **error)
{
    VfAttrs *attrs = &order->order.attrs;
    const char *mac = verb_param_string(config, "mac");
    const char *link = verb_param_string(config, "linkState");
    const char *proto = verb_param_string(config, "vlanProto");
    unsigned given = 0;
    if (mac != NULL) {
        given |= 1u << VF_ATTR_MAC;
        if (!mac_parse(mac, &attrs->mac, error))
            return false;
        if (mac_is_multicast(&attrs->mac))
            return err_set(error, ERR_INVALID, "%s is a multicast address", mac);
    }
    if (verb_param_given(config, "vlan") || verb_param_given(config, "vlanQos") || proto != NULL)
        given |= 1u << VF_ATTR_VLAN;
    attrs->vlan = (guint)verb_param_int(config, "vlan", attrs->vlan);
    attrs->vlan_qos = (guint)verb_param_int(config, "vlanQos", attrs->vlan_qos);
    if (proto != NULL)
        attrs->vlan_proto = g_str_equal(proto, "802.1ad") ? 0x88a8 : 0x8100;
    if (verb_param_given(config, "trust"))
        given |= 1u << VF_ATTR_TRUST;
    attrs->trust = verb_param_bool(config, "trust", attrs->trust > 0);
    if (verb_param_given(config, "spoofchk"))
        given |= 1u << VF_ATTR_SPOOFCHK;
    attrs->spoofchk = verb_param_bool(config, "spoofchk", attrs->spoofchk > 0);
    if (link != NULL) {
        int state;
        given |= 1u << VF_ATTR_LINK_STATE;
        if (!enum_parse(&vf_link_state_table, link, &state, error))
            return false;
        attrs->link_state = (VfLinkState)state;
    }
    if (verb_param_given(config, "minTxMbps") || verb_param_given(config, "maxTxMbps"))
        given |= 1u << VF_ATTR_RATES;
    attrs->min_tx_mbps = (guint)verb_param_int(config, "minTxMbps", attrs->min_tx_mbps);
    attrs->max_tx_mbps = (guint)verb_param_int(config, "maxTxMbps", attrs->max_tx_mbps);
    order->order.given = given;
    return true;
}

static void set_in_worker(gpointer data)
{
    Order *order = data;
    VfAttrPf pf = attr_pf(order);
    if (!vf_ledger_see(order->world.ledger, order->key, order->epoch, &order->stale,
                       &order->error) ||
        order->stale)
        return;
    guint index = order->order.attrs.index;
    if (vf_attr_read(order->world.sys, pf.ifname, index, &order->order.attrs, &order->error) &&
        read_config(order, json_object_get(order->call->params, "config"), &order->error))
        vf_attr_set(order->world.sys, &pf, &order->order, &order->error);
}

void call_set_vf(AgentCall *call)
{
    Order *order = new_vf_order(call);
    if (order != NULL)
        order_push(order, set_in_worker, answer_true);
}

/* A VF that a VM has is not scrubbed, whatever the epoch says. */
static bool refuse_held(Order *order)
{
    g_auto(VfRecord) record = { 0 };
    vf_ledger_get(order->world.ledger, order->key, &record);
    if (record.vm_id != NULL)
        err_set(&order->error, ERR_BUSY, "%s VF %u is held by VM %s", order->pf_name,
                order->order.attrs.index, record.vm_id);
    return record.vm_id != NULL;
}

static void scrub_in_worker(gpointer data)
{
    Order *order = data;
    if (!vf_ledger_see(order->world.ledger, order->key, order->epoch, &order->stale,
                       &order->error) ||
        order->stale || refuse_held(order))
        return;
    vm_release_vf(&order->world, order->host, order->key, NULL, &order->dirty, &order->error);
}

static void answer_scrub(gpointer data)
{
    Order *order = data;
    if (order->error != NULL)
        agent_call_fail_error(order->call, order->error);
    else if (order->stale)
        agent_call_reply(order->call, json_pack("{s:b, s:b, s:s}", "clean", 1, "stale", 1, "detail",
                                                "a newer order was seen; nothing was done"));
    else if (order->dirty != NULL)
        agent_call_reply(order->call,
                         json_pack("{s:b, s:s}", "clean", 0, "detail", order->dirty->message));
    else
        agent_call_reply(order->call, json_pack("{s:b}", "clean", 1));
    order_free(order);
}

static void scrub_done(gpointer data)
{
    Order *order = data;
    inventory_watch_then(order->call->agent, answer_scrub, order);
}

void call_scrub(AgentCall *call)
{
    Order *order = new_vf_order(call);
    if (order != NULL)
        order_push(order, scrub_in_worker, scrub_done);
}

/* ------------------------------------------------------------------------------ reattach */

static void reattach_in_worker(gpointer data)
{
    Order *order = data;
    if (!refuse_held(order))
        order->world.sys->ops->rebind(order->world.sys, &order->pci, &order->error);
}

void call_reattach(AgentCall *call)
{
    const char *device = verb_param_string(call->params, "deviceName");
    NicInfo *pf;
    VfInfo *vf;
    PciAddress pci;
    if (!pci_parse_nodedev(device, &pci, NULL) ||
        !inventory_find_vf_by_pci(call->agent->inventory, &pci, &pf, &vf)) {
        agent_call_fail(call, VDSM_VF_NO_SUCH, "%s is no VF of this host", device);
        return;
    }
    Order *order = order_new(call);
    order->pci = pci;
    order->pf_name = g_strdup(pf->ifname);
    order->order.attrs.index = vf->index;
    order->key = vf_ledger_key(&pf->permanent_mac, pf->port_id, vf->index);
    order_push(order, reattach_in_worker, answer_true);
}
