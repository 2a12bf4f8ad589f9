/* Host.getCapabilities and its lighter sister, in VDSM's shapes, as far as facts exist. */
#include "agent/agent-private.h"

#include "agent/vf-driver.h"

#include <string.h>

static json_t *text(const char *value)
{
    return json_string(value != NULL ? value : "");
}

static json_t *format(const char *pattern, ...) G_GNUC_PRINTF(1, 2);
static json_t *format(const char *pattern, ...)
{
    va_list args;
    va_start(args, pattern);
    g_autofree char *value = g_strdup_vprintf(pattern, args);
    va_end(args);
    return json_string(value);
}

/* ------------------------------------------------------------------------------------ networks */

/* The address members every interface has; VDSM leaves none of them out. */
static json_t *address_members(const Agent *agent, const NicInfo *nic)
{
    json_t *ipv4 = json_array(), *ipv6 = json_array();
    const SysLink *link =
        agent->sample.links != NULL ? sys_link_find(agent->sample.links, nic->ifname) : NULL;
    const char *first = "";
    for (guint i = 0; link != NULL && i < link->addresses->len; i++) {
        const char *address = link->addresses->pdata[i];
        bool is_v6 = strchr(address, ':') != NULL;
        json_array_append_new(is_v6 ? ipv6 : ipv4, json_string(address));
        if (!is_v6 && *first == '\0')
            first = address;
    }
    g_autofree char *plain = g_strndup(first, strcspn(first, "/"));
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:b, s:b, s:b, s:b}", "addr", plain, "netmask",
                     "", "gateway", "", "ipv4addrs", ipv4, "ipv6addrs", ipv6, "ipv6gateway",
                     "::", "ipv4defaultroute", 0, "dhcpv4", 0, "dhcpv6", 0, "ipv6autoconf", 0);
}

static json_t *nic_to_json(const Agent *agent, const NicInfo *nic)
{
    char mac[MAC_TEXT_SIZE];
    json_t *json = address_members(agent, nic);
    json_object_set_new(json, "hwaddr", json_string(mac_format(&nic->mac, mac)));
    json_object_set_new(json, "speed", json_integer(nic->speed_mbps));
    json_object_set_new(json, "mtu", format("%u", nic->mtu));
    if (nic->master != NULL)
        json_object_set_new(json, "permhwaddr", json_string(mac_format(&nic->permanent_mac, mac)));
    return json;
}

static json_t *ports_of(const Agent *agent, const char *master)
{
    json_t *ports = json_array();
    for (guint i = 0; i < agent->inventory->nics->len; i++) {
        const NicInfo *nic = agent->inventory->nics->pdata[i];
        if (g_strcmp0(nic->master, master) == 0)
            json_array_append_new(ports, json_string(nic->ifname));
    }
    return ports;
}

static json_t *bridge_to_json(const Agent *agent, const NicInfo *nic)
{
    json_t *json = address_members(agent, nic);
    json_object_set_new(json, "mtu", format("%u", nic->mtu));
    json_object_set_new(json, "ports", ports_of(agent, nic->ifname));
    json_object_set_new(json, "stp", json_string("off"));
    json_object_set_new(json, "opts", json_object());
    return json;
}

/* A bridge is what carries a network of VMs on the host. */
static json_t *network_to_json(const Agent *agent, const NicInfo *nic)
{
    json_t *json = bridge_to_json(agent, nic);
    json_object_del(json, "opts");
    json_object_set_new(json, "iface", json_string(nic->ifname));
    json_object_set_new(json, "bridged", json_true());
    json_object_set_new(json, "switch", json_string("legacy"));
    return json;
}

static void add_networks(const Agent *agent, json_t *json)
{
    json_t *nics = json_object(), *bridges = json_object(), *networks = json_object();
    json_t *bondings = json_object();
    for (guint i = 0; i < agent->inventory->nics->len; i++) {
        const NicInfo *nic = agent->inventory->nics->pdata[i];
        if (nic->kind == NULL) {
            json_object_set_new(nics, nic->ifname, nic_to_json(agent, nic));
        } else if (strcmp(nic->kind, "bridge") == 0) {
            json_object_set_new(bridges, nic->ifname, bridge_to_json(agent, nic));
            json_object_set_new(networks, nic->ifname, network_to_json(agent, nic));
        } else if (strcmp(nic->kind, "bond") == 0) {
            json_t *bond = nic_to_json(agent, nic);
            json_object_set_new(bond, "slaves", ports_of(agent, nic->ifname));
            json_object_set_new(bond, "opts", json_object());
            json_object_set_new(bondings, nic->ifname, bond);
        }
    }
    json_object_set_new(json, "nics", nics);
    json_object_set_new(json, "bridges", bridges);
    json_object_set_new(json, "bondings", bondings);
    json_object_set_new(json, "vlans", json_object());
    json_object_set_new(json, "networks", networks);
    json_object_set_new(json, "nameservers", json_array());
    json_object_set_new(json, "netConfigDirty", json_string("False"));
    json_object_set_new(json, "supportsIPv6", json_true());
    json_object_set_new(json, "lastClientIface", json_string(""));
}

void call_get_network_capabilities(AgentCall *call)
{
    json_t *json = json_object();
    add_networks(call->agent, json);
    agent_call_reply(call, json);
}

/* ---------------------------------------------------------------------------------- the host */

static json_t *version(const char *number)
{
    return json_pack("{s:o, s:s}", "version", text(number), "release", "1");
}

static json_t *cpu_list(guint n_cpus)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < n_cpus; i++)
        g_string_append_printf(list, "%s%u", i > 0 ? "," : "", i);
    return json_string(list->str);
}

static void add_host(const HostInventory *host, json_t *json)
{
    json_object_set_new(json, "boot_uuid", text(host->boot_id));
    json_object_set_new(json, "software_version", text(host->agent_version));
    json_object_set_new(json, "software_revision", json_string("1"));
    json_object_set_new(json, "version_name", json_string("Berth"));
    json_object_set_new(json, "operatingSystem",
                        json_pack("{s:o, s:s, s:s, s:o}", "name", text(host->os), "version", "",
                                  "release", "", "pretty_name", text(host->os)));
    json_object_set_new(json, "packages2",
                        json_pack("{s:o, s:o, s:o, s:o}", "kernel", version(host->kernel),
                                  "libvirt", version(host->libvirt_version), "qemu-kvm",
                                  version(host->qemu_version), "vdsm",
                                  version(host->agent_version)));
    json_object_set_new(json, "kvmEnabled", json_string(host->kvm ? "true" : "false"));
    json_object_set_new(json, "cpuModel", text(host->cpu_model));
    json_object_set_new(json, "cpuSpeed", json_string("0"));
    json_object_set_new(json, "cpuSockets", json_string("1"));
    json_object_set_new(json, "cpuCores", format("%u", host->n_cpus));
    json_object_set_new(json, "cpuThreads", format("%u", host->n_cpus));
    json_object_set_new(json, "onlineCpus", cpu_list(host->n_cpus));
    json_object_set_new(json, "memSize", format("%" G_GINT64_FORMAT, host->memory_mib));
    json_object_set_new(json, "kernelArgs", text(host->kernel_args));
    json_object_set_new(json, "hostdevPassthrough", json_string(host->iommu ? "true" : "false"));
}

/* What VDSM's clients expect to be there, of a host that has none of it. */
static const char constants[] =
    "{\"supportedENGINEs\": [\"4.2\", \"4.3\", \"4.4\", \"4.5\"],"
    " \"clusterLevels\": [\"4.2\", \"4.3\", \"4.4\", \"4.5\", \"4.6\", \"4.7\", \"4.8\"],"
    " \"vmTypes\": [\"kvm\"], \"cpuFlags\": \"\", \"vdsmToCpusAffinity\": [0],"
    " \"reservedMem\": \"321\", \"guestOverhead\": \"65\", \"hugepages\": [], \"numaNodes\": {},"
    " \"numaNodeDistance\": {}, \"autoNumaBalancing\": 0, \"selinux\": {\"mode\": \"0\"},"
    " \"kdumpStatus\": 0, \"realtimeKernel\": false, \"nestedVirtualization\": false,"
    " \"fipsEnabled\": false, \"vncEncrypted\": \"false\", \"emulatedMachines\": [\"q35\", \"pc\"],"
    " \"rngSources\": [\"hwrng\", \"random\"], \"liveSnapshot\": \"false\","
    " \"liveMerge\": \"false\", \"additionalFeatures\": [\"sriov-ext-1\"], \"hooks\": {},"
    " \"HBAInventory\": {\"FC\": [], \"iSCSI\": []}, \"ISCSIInitiatorName\": \"\","
    " \"ovnConfigured\": false}";

/* What can be asked of the VFs of each PF, by its driver: additional to VDSM's members. */
static json_t *pf_abilities(const Agent *agent)
{
    json_t *pfs = json_object();
    for (guint i = 0; i < agent->inventory->nics->len; i++) {
        const NicInfo *nic = agent->inventory->nics->pdata[i];
        const VfDriver *driver = vf_driver_find(nic->driver);
        json_t *attributes = json_array();
        char name[PCI_TEXT_SIZE];
        if (nic->total_vfs == 0) {
            json_decref(attributes);
            continue;
        }
        for (int attr = 0; attr < N_VF_ATTRS; attr++)
            if (!(driver->lacks & 1u << attr))
                json_array_append_new(attributes, json_string(enum_word(&vf_attr_table, attr)));
        json_object_set_new(pfs, pci_format_nodedev(&nic->pci, name),
                            json_pack("{s:s*, s:o, s:b}", "driver", nic->driver, "attributes",
                                      attributes, "minRate", driver->min_rate));
    }
    return pfs;
}

void call_get_capabilities(AgentCall *call)
{
    const Agent *agent = call->agent;
    json_t *json = json_loads(constants, 0, NULL);
    json_object_set_new(json, "uuid", text(agent->machine_uuid));
    add_host(agent->inventory, json);
    add_networks(agent, json);
    json_object_set_new(json, "sriovAbilities", pf_abilities(agent));
    agent_call_reply(call, json);
}
