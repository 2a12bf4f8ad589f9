#include "base/err.h"
#include "link/verbs.h"

#include <string.h>

#define VM "7d3f6c1e-5a0b-4a55-9c39-2f6f0a1b6d10"

/* JSON with ' for " keeps the cases readable. */
static json_t *parse(const char *text)
{
    g_autofree char *quoted = g_strdelimit(g_strdup(text), "'", '"');
    json_t *json = json_loads(quoted, JSON_DECODE_ANY, NULL);
    g_assert_nonnull(json);
    return json;
}

static void check_rows(const VerbParam *rows, const char *where)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (; rows != NULL && rows->name != NULL; rows++) {
        g_test_message("%s.%s", where, rows->name);
        g_assert_true(g_hash_table_add(names, (gpointer)rows->name));
        g_assert_cmpint(rows->min, <=, rows->max);
        if (rows->kind == VERB_STRING && rows->words == NULL)
            g_assert_cmpint(rows->max, >, 0); /* no text without a bound */
        if (rows->members != NULL)
            check_rows(rows->members, rows->name);
    }
}

static void test_tables(void)
{
    guint n_verbs, n_events;
    const Verb *verbs = verb_table(&n_verbs);
    for (guint i = 0; i < n_verbs; i++) {
        g_assert_true(verb_find(verbs[i].name) == &verbs[i]); /* unique */
        g_assert_cmpuint(verbs[i].roles & LINK_ROLE_ENGINE, !=, 0);
        g_assert_cmpuint(verbs[i].timeout_ms, >, 0);
        g_assert_nonnull(verbs[i].params);
        check_rows(verbs[i].params, verbs[i].name);
        check_rows(verbs[i].result.members, verbs[i].name);
        if (verbs[i].mutating)
            g_assert_cmpuint(verbs[i].roles, ==, LINK_ROLE_ENGINE);
    }
    const LinkEventRow *events = event_table(&n_events);
    for (guint i = 0; i < n_events; i++)
        check_rows(events[i].params, events[i].operation);
    g_assert_null(verb_find("Host.nothing"));
}

static void test_params(void)
{
    static const struct {
        const char *verb, *params;
        const char *normal; /* NULL: refused … */
        const char *part;   /* … with this in the text */
    } cases[] = {
        { "Host.ping2", "{}", "{}", NULL },
        { "Host.ping2", "[]", "{}", NULL },
        { "Host.ping2", "{'x':1}", NULL, "no \"x\"" },
        { "Host.ping2", "[1]", NULL, "at most 0" },
        { "Host.ping2", "5", NULL, "an object or an array" },
        { "Host.hostdevChangeNumvfs", "{'deviceName':'pci_0000_3b_00_0','numvfs':4}",
          "{'deviceName':'pci_0000_3b_00_0','numvfs':4}", NULL },
        { "Host.hostdevChangeNumvfs", "{'deviceName':'d','numvfs':'4','epoch':'12'}",
          "{'deviceName':'d','numvfs':4,'epoch':12}", NULL },
        { "Host.hostdevChangeNumvfs", "['d',4]", "{'deviceName':'d','numvfs':4}", NULL },
        { "Host.hostdevChangeNumvfs", "{'deviceName':'d'}", NULL, "numvfs is missing" },
        { "Host.hostdevChangeNumvfs", "{'deviceName':'d','numvfs':-1}", NULL, "-1" },
        { "Host.hostdevChangeNumvfs", "{'deviceName':'d','numvfs':65536}", NULL, "65536" },
        { "Host.hostdevChangeNumvfs", "{'deviceName':'d','numvfs':true}", NULL, "an integer" },
        { "Host.hostdevChangeNumvfs", "{'deviceName':'d','numvfs':1.5}", NULL, "an integer" },
        { "Host.hostdevChangeNumvfs", "{'deviceName':'d','numvfs':' 4'}", NULL, "an integer" },
        { "Host.hostdevChangeNumvfs", "{'deviceName':'d','numvfs':'0x4'}", NULL, "an integer" },
        { "Host.hostdevChangeNumvfs", "{'deviceName':'d','numvfs':'99999999999999999999'}", NULL,
          "an integer" },
        { "Host.hostdevChangeNumvfs", "{'deviceName':'d','numvfs':null}", NULL, "an integer" },
        { "Host.hostdevChangeNumvfs", "{'deviceName':'','numvfs':4}", NULL, "length" },
        { "Host.hostdevChangeNumvfs", "{'deviceName':7,'numvfs':4}", NULL, "a string" },
        { "Host.hostdevListByCaps", "{}", "{}", NULL },
        { "Host.hostdevListByCaps", "{'caps':null}", "{}", NULL },
        { "Host.hostdevListByCaps", "{'caps':['pci','net']}", "{'caps':['pci','net']}", NULL },
        { "Host.hostdevListByCaps", "{'caps':['pci','cat']}", NULL, "\"cat\"" },
        { "Host.hostdevListByCaps", "{'caps':'pci'}", NULL, "array" },
        { "VM.destroy", "{'vmID':'" VM "','gracefulAttempts':1}",
          "{'vmID':'" VM "','gracefulAttempts':1}", NULL },
        { "VM.destroy", "{'vmID':'../etc/passwd'}", NULL, "a UUID" },
        { "VM.shutdown", "{'vmID':'" VM "','delay':'30','reboot':'False'}",
          "{'vmID':'" VM "','delay':30,'reboot':false}", NULL },
        { "VM.create", "{'vmID':'" VM "','vmParams':{'xml':'<x/>','more':[1]},'epoch':3}",
          "{'vmID':'" VM "','vmParams':{'xml':'<x/>','more':[1]},'epoch':3}", NULL },
        { "VM.create", "{'vmID':'" VM "','vmParams':{}}", NULL, "vmParams.xml is missing" },
        { "Sriov.setVf", "{'deviceName':'d','index':0,'config':{'vlan':'100','trust':'true'}}",
          "{'deviceName':'d','index':0,'config':{'vlan':100,'trust':true}}", NULL },
        { "Sriov.setVf", "{'deviceName':'d','index':0,'config':{'vlan':4095}}", NULL, "4095" },
        { "Sriov.setVf", "{'deviceName':'d','index':0,'config':{'vlam':1}}", NULL, "vlam" },
        { "Sriov.setVf", "{'deviceName':'d','index':0,'config':{'linkState':'on'}}", NULL,
          "auto, enable, disable" },
        { "Sriov.scrub", "{'deviceName':'d','index':1,'epoch':9}",
          "{'deviceName':'d','index':1,'epoch':9}", NULL },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s %s", cases[i].verb, cases[i].params);
        g_autoptr(GError) error = NULL;
        json_t *params = parse(cases[i].params);
        json_t *got = verb_normalize_params(verb_find(cases[i].verb), params, &error);
        g_assert_true(verb_check_params(verb_find(cases[i].verb), params, NULL) == (got != NULL));
        if (cases[i].normal != NULL) {
            g_assert_no_error(error);
            json_t *want = parse(cases[i].normal);
            g_assert_true(json_equal(got, want));
            json_decref(want);
        } else {
            g_assert_error(error, ERR, ERR_INVALID);
            g_test_message("  -> %s", error->message);
            g_assert_nonnull(strstr(error->message, cases[i].part));
        }
        json_decref(got);
        json_decref(params);
    }
}

/* The caller's object is not touched by normalising. */
static void test_normalize_copies(void)
{
    const Verb *verb = verb_find("Sriov.setVf");
    json_t *params = parse("{'deviceName':'d','index':'0','config':{'vlan':'100'}}");
    json_t *before = json_deep_copy(params);
    json_t *got = verb_normalize_params(verb, params, NULL);
    g_assert_true(json_equal(params, before));
    json_t *null_params = verb_normalize_params(verb_find("Host.ping2"), NULL, NULL);
    g_assert_true(json_is_object(null_params));
    json_decref(null_params);
    json_decref(got);
    json_decref(before);
    json_decref(params);
}

static void test_results(void)
{
    static const struct {
        const char *verb, *result;
        bool good;
    } cases[] = {
        { "Host.ping2", "true", true },
        { "Host.ping2", "false", false },
        { "Host.ping2", "{}", false },
        { "Host.getAllVmStats", "[]", true },
        { "Host.getAllVmStats", "[{'vmId':'" VM "','status':'Up','statusTime':'1','hash':'9'}]",
          true },
        { "Host.getAllVmStats", "[{'vmId':'" VM "'}]", false },
        { "Host.getAllVmStats", "{}", false },
        { "Sriov.list", "{'pci_0000_3b_00_0':{'pci':'0000:3b:00.0','vfs':[{}],'new':1}}", true },
        { "VM.hotplugNic", "{'devices':[{'macAddr':'m','alias':'a'}],'xml':'<domain/>'}", true },
        { "VM.hotplugNic", "true", false },
        { "VM.hotunplugNic", "{}", true },
        { "VM.hotunplugNic", "{'clean':false,'detail':'vlan is still 5'}", true },
        { "VM.updateDevice", "{}", true },
        { "Sriov.list", "{'pci_0000_3b_00_0':7}", false },
        { "Sriov.scrub", "{'clean':true}", true },
        { "Sriov.scrub", "{'clean':false,'detail':'vlan is still 5'}", true },
        { "Sriov.scrub", "{'clean':false,'detail':null}", true },
        { "Sriov.scrub", "{}", false },
        { "Sriov.inventory", "{'generation':5,'nics':[]}", true },
        { "Sriov.inventory", "{'generation':-5,'nics':[]}", false },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        json_t *result = parse(cases[i].result);
        bool good = verb_check_result(verb_find(cases[i].verb), result, &error);
        g_test_message("%s %s: %s", cases[i].verb, cases[i].result, good ? "" : error->message);
        g_assert_true(good == cases[i].good);
        json_decref(result);
    }
}

static void test_events(void)
{
    static const struct {
        const char *method, *params;
        const char *unique; /* NULL: refused */
    } cases[] = {
        { "|virt|VM_status|" VM, "{'" VM "':{'status':'Up'},'notify_time':1}", VM },
        { "|virt|VM_status|" VM, "{'" VM "':{'status':'Down','exitCode':1,'exitReason':3}}", VM },
        { "|virt|VM_status|" VM, "{'" VM "':{}}", NULL },
        { "|virt|VM_status|" VM, "{'status':'Up'}", NULL },
        { "|virt|nic_removed|" VM, "{'alias':'ua-1'}", VM },
        { "|virt|nic_removed|" VM, "{}", NULL },
        { "|net|host_conn|no_id", "{}", "no_id" },
        { "|sriov|vf_change|pci_0000_3b_00_0", "{'generation':4}", "pci_0000_3b_00_0" },
        { "|sriov|pf_link|pci_0000_3b_00_0", "{'state':'up','speed':1000}", "pci_0000_3b_00_0" },
        { "|sriov|pf_link|pci_0000_3b_00_0", "{'state':'maybe'}", NULL },
        { "|sriov|inventory|b", "{'generation':4,'nics':[]}", "b" },
        { "|sriov|scrubbed|p", "{'index':1,'epoch':2,'clean':true}", "p" },
        { "|sriov|scrubbed|p", "{'index':1,'epoch':2}", NULL },
        { "|sriov|vf_change|", "{}", NULL },
        { "|sriov|vf_change", "{}", NULL },
        { "|sriov|vf_change|a|b", "{}", NULL },
        { "sriov|vf_change|a", "{}", NULL },
        { "|sriov|other|a", "{}", NULL },
        { "", "{}", NULL },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        const char *unique = NULL;
        json_t *params = parse(cases[i].params);
        const LinkEventRow *kind = event_check(cases[i].method, params, &unique, &error);
        g_test_message("%s %s", cases[i].method, cases[i].params);
        g_assert_true((kind != NULL) == (cases[i].unique != NULL));
        g_assert_cmpstr(unique, ==, cases[i].unique);
        json_decref(params);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/verbs/tables", test_tables);
    g_test_add_func("/verbs/params", test_params);
    g_test_add_func("/verbs/normalize-copies", test_normalize_copies);
    g_test_add_func("/verbs/results", test_results);
    g_test_add_func("/verbs/events", test_events);
    return g_test_run();
}
