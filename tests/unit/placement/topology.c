#include "topology.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    char **words; /* "pf", "ens1f0", "free=0-3", … */
} Line;

/* The value of "key=value", or "" for a bare "key"; NULL when it is not there. */
static const char *option(const Line *line, const char *key)
{
    gsize size = strlen(key);
    for (int i = 2; line->words[i] != NULL; i++)
        if (strncmp(line->words[i], key, size) == 0 &&
            (line->words[i][size] == '=' || line->words[i][size] == '\0'))
            return line->words[i] + size + (line->words[i][size] == '=');
    return NULL;
}

static gint64 number(const Line *line, const char *key, gint64 otherwise)
{
    const char *text = option(line, key);
    return text == NULL ? otherwise : atoll(text);
}

static char **list(const Line *line, const char *key)
{
    const char *text = option(line, key);
    return text == NULL ? NULL : g_strsplit(text, ",", -1);
}

static void read_free(GArray *free_vfs, const char *text)
{
    g_auto(GStrv) ranges = g_strsplit(text == NULL ? "" : text, ",", -1);
    for (int i = 0; ranges[i] != NULL; i++) {
        const char *dash = strchr(ranges[i], '-');
        guint first = (guint)atoi(ranges[i]);
        guint last = dash == NULL ? first : (guint)atoi(dash + 1);
        for (guint vf = first; vf <= last; vf++)
            g_array_append_val(free_vfs, vf);
    }
}

static void read_pf(Topology *topology, const Line *line)
{
    PlacementPf *pf = placement_pf_new();
    pf->id = g_strdup(line->words[1]);
    pf->name = g_strdup(line->words[1]);
    pf->numa_node = (int)number(line, "numa", -1);
    pf->up = option(line, "down") == NULL;
    pf->carrier = option(line, "dark") == NULL;
    pf->all_networks_allowed = option(line, "all") != NULL;
    pf->networks = list(line, "networks");
    pf->labels = list(line, "labels");
    read_free(pf->free_vfs, option(line, "free"));
    for (int state = VF_FREE + 1; state < N_VF_STATES; state++)
        pf->by_state[state] = (guint)number(line, enum_word(&vf_state_table, state), 0);
    g_ptr_array_add(topology->host->pfs, pf);
}

static void read_numa(PlacementHost *host, const Line *line)
{
    g_auto(GStrv) nodes = list(line, "numa");
    g_auto(GStrv) distances = list(line, "distances");
    for (int i = 0; nodes != NULL && nodes[i] != NULL; i++) {
        const char *colon = strchr(nodes[i], ':');
        PlacementNumaNode node = { atoi(nodes[i]), colon == NULL ? -1 : atoll(colon + 1) };
        g_array_append_val(host->numa_nodes, node);
    }
    if (distances == NULL)
        return;
    host->numa_distances = g_new(guint8, g_strv_length(distances));
    for (int i = 0; distances[i] != NULL; i++)
        host->numa_distances[i] = (guint8)atoi(distances[i]);
}

static void end_host(Topology *topology)
{
    if (topology->host == NULL)
        return;
    Snapshot *old = topology->snapshot;
    topology->snapshot = snapshot_with_host(old, g_steal_pointer(&topology->host));
    snapshot_unref(old);
}

static void read_host(Topology *topology, const Line *line)
{
    end_host(topology);
    PlacementHost *host = topology->host = placement_host_new();
    host->id = g_strdup(line->words[1]);
    host->name = g_strdup(line->words[1]);
    host->cluster = g_strdup(option(line, "cluster"));
    host->schedulable = option(line, "reason") == NULL;
    host->reason = g_strdup(option(line, "reason"));
    if (host->reason != NULL)
        g_strdelimit(host->reason, "_", ' ');
    host->free_memory_mib = number(line, "memory", 0);
    host->n_cpus = (guint)number(line, "cpus", 1);
    host->networks = list(line, "bridges");
    read_numa(host, line);
}

static void read_network(Topology *topology, const Line *line)
{
    Snapshot *old = topology->snapshot;
    topology->snapshot = snapshot_with_label(old, line->words[1], option(line, "label"));
    snapshot_unref(old);
}

static void read_allow(Topology *topology, const Line *line)
{
    end_host(topology);
    g_auto(GStrv) place = g_strsplit(line->words[2], "/", 2);
    Snapshot *old = topology->snapshot;
    topology->snapshot = snapshot_with_network_allowed(old, place[0], place[1], line->words[1]);
    snapshot_unref(old);
}

/* A text that lives as long as 'topology'. */
static const char *keep(Topology *topology, const char *text)
{
    char *copy = g_strdup(text);
    g_ptr_array_add(topology->texts, copy);
    return copy;
}

static const char *const *keep_list(Topology *topology, const Line *line, const char *key)
{
    g_auto(GStrv) texts = list(line, key);
    gsize n = texts == NULL ? 0 : g_strv_length(texts);
    const char **kept = g_new0(const char *, n + 1);
    for (gsize i = 0; i < n; i++)
        kept[i] = keep(topology, texts[i]);
    g_ptr_array_add(topology->texts, kept);
    return kept;
}

static void read_vm(Topology *topology, const Line *line)
{
    PlacementRequest *request = &topology->request;
    request->vm = request->vm_name = keep(topology, line->words[1]);
    request->memory_mib = number(line, "memory", 0);
    request->n_cpus = (guint)number(line, "cpus", 1);
    request->cluster = keep(topology, option(line, "cluster"));
    request->allowed_hosts = keep_list(topology, line, "on");
    request->excluded_hosts = keep_list(topology, line, "not");
    request->pack = option(line, "pack") != NULL;
    request->seed = (guint64)number(line, "seed", 0);
}

static PlacementNuma read_policy(const char *word)
{
    if (word == NULL)
        return PLACEMENT_NUMA_IGNORE;
    return strcmp(word, "required") == 0 ? PLACEMENT_NUMA_REQUIRED : PLACEMENT_NUMA_PREFERRED;
}

static void read_nic(Topology *topology, const Line *line)
{
    int n = topology->request.n_vnics++;
    topology->vnics = g_renew(PlacementVnic, topology->vnics, n + 1);
    const char *network = strcmp(line->words[3], "-") == 0 ? NULL : line->words[3];
    topology->vnics[n] = (PlacementVnic){
        .id = keep(topology, line->words[1]),
        .name = keep(topology, line->words[1]),
        .kind = strcmp(line->words[2], "vf") == 0 ? PLACEMENT_NIC_VF : PLACEMENT_NIC_VIRTIO,
        .network = keep(topology, network),
        .network_name = keep(topology, network),
        .spread_group = keep(topology, option(line, "spread")),
        .numa = read_policy(option(line, "numa")),
    };
    topology->request.vnics = topology->vnics;
}

static const struct {
    const char *word;
    void (*read)(Topology *topology, const Line *line);
} readers[] = {
    { "network", read_network }, { "host", read_host }, { "pf", read_pf },
    { "allow", read_allow },     { "vm", read_vm },     { "nic", read_nic },
};

static void read_line(Topology *topology, const char *text)
{
    g_auto(GStrv) parts = g_strsplit_set(text, " ", -1);
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (int i = 0; parts[i] != NULL; i++)
        if (*parts[i] != '\0')
            g_ptr_array_add(words, parts[i]);
    if (words->len == 0 || *(char *)words->pdata[0] == '#')
        return;
    g_ptr_array_add(words, NULL);
    const Line line = { (char **)words->pdata };
    for (gsize i = 0; i < G_N_ELEMENTS(readers); i++)
        if (strcmp(readers[i].word, line.words[0]) == 0) {
            readers[i].read(topology, &line);
            return;
        }
    g_error("not understood: %s", text);
}

Topology *topology_parse(const char *lines)
{
    Topology *topology = g_new0(Topology, 1);
    topology->snapshot = snapshot_new();
    topology->texts = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) split = g_strsplit(lines, "\n", -1);
    for (int i = 0; split[i] != NULL; i++)
        read_line(topology, split[i]);
    end_host(topology);
    return topology;
}

void topology_free(Topology *topology)
{
    snapshot_unref(topology->snapshot);
    placement_host_free(topology->host);
    g_free(topology->vnics);
    g_ptr_array_unref(topology->texts);
    g_free(topology);
}
