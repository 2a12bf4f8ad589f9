/* QoS of data centers: what each type must and may not have. */
#include "fixture.h"

#include "model/qos.h"

#define DC DATA_CENTER_DEFAULT_ID

static void *qos(const char *name, const char *type)
{
    return given(&qos_type, "name", name, "type", type, NULL);
}

static void test_life(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Qos) gold = add(f,
                              given(&qos_type, "name", "gold", "type", "network", "inbound_average",
                                    "10", "inbound_peak", "20", "inbound_burst", "30", NULL),
                              DC);
    assert_event(f, "USER_ADDED_NETWORK_QOS", "gold was added to data center Default");
    g_assert_cmpint(gold->inbound_peak, ==, 20);
    g_assert_cmpint(gold->outbound_peak, ==, QOS_UNLIMITED);
    g_autoptr(Qos) changed = update(f, gold->base.id, given(&qos_type, "inbound_peak", "25", NULL));
    assert_event(f, "USER_UPDATED_NETWORK_QOS", "gold");
    g_assert_cmpint(changed->inbound_peak, ==, 25);
    g_assert_cmpint(changed->inbound_average, ==, 10);
    removes(f, &qos_type, gold->base.id);
    assert_event(f, "USER_REMOVED_NETWORK_QOS", "gold");
}

static void test_other_events(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Qos) disk = add(f, qos("disk", "storage"), DC);
    assert_event(f, "USER_ADDED_QOS", "disk");
    g_autoptr(Qos) changed = update(f, disk->base.id, given(&qos_type, "max_iops", "9", NULL));
    assert_event(f, "USER_UPDATED_QOS", "disk");
    removes(f, &qos_type, disk->base.id);
    assert_event(f, "USER_REMOVED_QOS", "disk");
}

static void test_name(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Qos) gold = add(f, qos("gold", "network"), DC);
    refuse_add(f, qos("gold", "network"), DC, FAULT_NETWORK_QOS_NAME_IN_USE, "name gold");
    g_autoptr(Qos) disk = add(f, qos("gold", "storage"), DC);
    refuse_add(f, qos("gold", "storage"), DC, FAULT_QOS_NAME_IN_USE, "type storage");
    refuse_add(f, qos("a b", "storage"), DC, FAULT_QOS_NAME_INVALID, "a b");
    g_autoptr(DataCenter) other = add(f, given(&data_center_type, "name", "dc2", NULL), NULL);
    g_autoptr(Qos) there = add(f, qos("gold", "network"), other->base.id);
    removes(f, &data_center_type, other->base.id);
    g_assert_cmpint(store_count(f->store, &qos_type, NULL, NULL), ==, 2);
}

static void test_type(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Qos) gold = add(f, qos("gold", "network"), DC);
    refuse_update(f, gold->base.id, given(&qos_type, "type", "storage", NULL), FAULT_QOS_TYPE_FIXED,
                  "gold is of type network and cannot become storage");
    refuse_update(f, gold->base.id, given(&qos_type, "max_iops", "5", NULL),
                  FAULT_QOS_FOREIGN_VALUE, "which has no max_iops");
    refuse_update(f, gold->base.id, given(&qos_type, "outbound_average_linkshare", "5", NULL),
                  FAULT_QOS_FOREIGN_VALUE, "outbound_average_linkshare");
}

/* Pairs of column and value that a type is given, and the fault; N_FAULTS: none. */
static const struct {
    const char *type, *values;
    Fault fault;
} cases[] = {
    { "network", "", N_FAULTS },
    { "network", "inbound_average 5 inbound_peak 5 inbound_burst 1", N_FAULTS },
    { "network", "outbound_average 0 outbound_peak 0 outbound_burst 0", N_FAULTS },
    { "network", "inbound_average 5", FAULT_NETWORK_QOS_MISSING_VALUES },
    { "network", "outbound_peak 5 outbound_burst 5", FAULT_NETWORK_QOS_MISSING_VALUES },
    { "network", "inbound_average 6 inbound_peak 5 inbound_burst 1", FAULT_NETWORK_QOS_PEAK_LOWER },
    { "network", "cpu_limit 6", FAULT_QOS_FOREIGN_VALUE },
    { "hostnetwork", "outbound_average_linkshare 1", N_FAULTS },
    { "hostnetwork",
      "outbound_average_linkshare 1 outbound_average_upperlimit 9 outbound_average_realtime 9",
      N_FAULTS },
    { "hostnetwork", "", FAULT_HOST_NETWORK_QOS_MISSING_VALUES },
    { "hostnetwork", "outbound_average_upperlimit 9", FAULT_HOST_NETWORK_QOS_MISSING_VALUES },
    { "hostnetwork",
      "outbound_average_linkshare 1 outbound_average_upperlimit 8 outbound_average_realtime 9",
      FAULT_HOST_NETWORK_QOS_INCONSISTENT },
    { "hostnetwork", "outbound_average_linkshare 1 outbound_peak 9", FAULT_QOS_FOREIGN_VALUE },
    { "storage", "", N_FAULTS },
    { "storage", "max_iops 9 max_throughput 9", N_FAULTS },
    { "storage", "max_read_iops 9 max_write_iops 8 max_throughput 9", N_FAULTS },
    { "storage", "max_iops 9 max_read_iops 9", FAULT_STORAGE_QOS_BOTH },
    { "storage", "max_throughput 9 max_write_throughput 9", FAULT_STORAGE_QOS_BOTH },
    { "cpu", "cpu_limit 100", N_FAULTS },
    { "cpu", "", FAULT_QOS_MISSING_VALUES },
};

static void test_values(void)
{
    g_autoptr(Fixture) f = fixture_new();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s: %s", cases[i].type, cases[i].values);
        g_autofree char *name = g_strdup_printf("q%u", (guint)i);
        Entity *input = qos(name, cases[i].type);
        g_auto(GStrv) words = g_strsplit(cases[i].values, " ", 0);
        for (int j = 0; words[j] != NULL; j += 2) {
            int row = entity_row_of(&qos_type, words[j]);
            field_set_int(input, &qos_type.fields[row], g_ascii_strtoll(words[j + 1], NULL, 10));
            entity_set_given(input, row);
        }
        if (cases[i].fault == N_FAULTS) {
            g_autoptr(Qos) added = add(f, input, DC);
            continue;
        }
        refuse_add(f, input, DC, cases[i].fault, "Cannot add QoS.");
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/qos/life", test_life);
    g_test_add_func("/qos/other-events", test_other_events);
    g_test_add_func("/qos/name", test_name);
    g_test_add_func("/qos/type", test_type);
    g_test_add_func("/qos/values", test_values);
    return g_test_run();
}
