#include "base/err.h"
#include "model/host-nic.h"
#include "model/mac-pool.h"
#include "model/network.h"
#include "model/vm.h"
#include "model/vnic-profile.h"
#include "repr/read.h"
#include "repr/write.h"

#include <string.h>

#define ID "5a5a5a5a-0000-4000-8000-000000000001"

static ReprInput *read_as(const EntityType *type, ReprFormat format, const char *text,
                          GError **error)
{
    return repr_read(type, format, REPR_FROM_CLIENT, text, strlen(text), error);
}

/* "column=value …" of what was given, "column<name" of what is to be resolved. */
static char *describe(const ReprInput *input)
{
    const EntityType *type = input->entity->type;
    GString *text = g_string_new(NULL);
    for (int i = 0; i < type->n_fields; i++) {
        const Field *field = &type->fields[i];
        if (!entity_given(input->entity, i))
            continue;
        const char *column = field->column != NULL ? field->column : field->path;
        g_autofree char *value = field_text(input->entity, field);
        g_string_append_printf(text, "%s%s=%s", text->len > 0 ? " " : "", column,
                               value != NULL ? value : "-");
        const char *name =
            field->column != NULL ? g_hash_table_lookup(input->refs_by_name, column) : NULL;
        if (name != NULL)
            g_string_append_printf(text, "<%s", name);
    }
    return g_string_free(text, FALSE);
}

typedef struct {
    const EntityType *type;
    ReprFormat format;
    const char *text, *given;
} ReadCase;

static void test_given(void)
{
    static const ReadCase cases[] = {
        { &network_type, REPR_XML, "<network/>", "" },
        { &network_type, REPR_XML,
          "<network><name>red</name><vlan id='5'/><mtu>1500</mtu></network>",
          "name=red vlan=5 mtu=1500" },
        { &network_type, REPR_JSON,
          "{\"name\":\"red\",\"vlan\":{\"id\":5},\"mtu\":\"1500\",\"stp\":true}",
          "name=red vlan=5 mtu=1500 stp=true" },
        /* Present but empty clears or is none, absent keeps. */
        { &network_type, REPR_XML, "<network><usages/><vlan/></network>", "vlan=- usages=" },
        { &network_type, REPR_JSON, "{\"usages\":{},\"vlan\":null}", "vlan=- usages=" },
        { &network_type, REPR_XML, "<network><vlan id=''/></network>", "vlan=-" },
        { &network_type, REPR_XML, "<network><description></description></network>",
          "description=" },
        { &vm_nic_type, REPR_XML, "<nic><vnic_profile/><mac/></nic>", "mac=- vnic_profile=-" },
        { &vm_nic_type, REPR_JSON, "{\"vnic_profile\":{},\"mac\":{\"address\":\"\"}}",
          "mac=- vnic_profile=-" },
        { &vm_nic_type, REPR_XML, "<nic><vnic_profile href='/x'/></nic>", "vnic_profile=-" },
        /* A required reference cannot be cleared. */
        { &vm_type, REPR_XML, "<vm><cluster/></vm>", "" },
        { &vm_type, REPR_XML, "<vm><cluster href='/x'/></vm>", "" },
        /* Lists. */
        { &network_type, REPR_XML,
          "<network><usages><usage>vm</usage><usage>display</usage><usage/></usages></network>",
          "usages=vm display" },
        { &network_type, REPR_XML, "<network><usages>vm</usages><usages>display</usages></network>",
          "usages=vm display" },
        { &network_type, REPR_JSON, "{\"usages\":{\"usage\":[\"vm\",\"display\"]}}",
          "usages=vm display" },
        { &network_type, REPR_JSON, "{\"usages\":{\"usage\":\"vm\"}}", "usages=vm" },
        { &network_type, REPR_JSON, "{\"usages\":[\"vm\"]}", "usages=vm" },
        { &mac_pool_type, REPR_XML,
          "<mac_pool><ranges><range><from>56-6F-1A-1B-00-00</from><to>56:6f:1a:1b:ff:FF</to>"
          "</range></ranges></mac_pool>",
          "ranges=56:6f:1a:1b:00:00,56:6f:1a:1b:ff:ff" },
        /* References by id, by name, by both. */
        { &vm_type, REPR_XML,
          "<vm><cluster id='" ID "'/><template><name>Blank</name></template>"
          "</vm>",
          "cluster=" ID " template=-<Blank" },
        { &vm_type, REPR_JSON, "{\"cluster\":{\"id\":\"" ID "\",\"name\":\"x\"}}", "cluster=" ID },
        { &vm_type, REPR_XML,
          "<vm><placement_policy><affinity>PINNED</affinity><hosts><host id='" ID "'/><host><name>"
          "h2</name></host><host><name>h3</name></host></hosts></placement_policy></vm>",
          "affinity=pinned pinned_hosts=" ID " h2 h3" },
        /* Echoed, unknown and read-only elements are skipped, whatever they hold. */
        { &vm_type, REPR_XML,
          "<vm id='" ID "' href='/x'><link rel='nics' href='/y'/><actions><link/></actions>"
          "<nics></nics><status>flying</status><creation_time>now</creation_time><unicorn>1"
          "</unicorn><origin>x</origin><name>web</name></"
          "vm>",
          "name=web" },
        { &vm_type, REPR_XML, "<vm><memory>1.073741824e+09</memory></vm>", "memory=1073741824" },
        { &vm_nic_type, REPR_XML, "<nic><interface>PCI_Passthrough</interface></nic>",
          "interface=pci_passthrough" },
        { &vm_nic_type, REPR_XML, "<nic><mac><address>56-6F-1A-1B-00-01</address></mac></nic>",
          "mac=56:6f:1a:1b:00:01" },
        { &vm_nic_type, REPR_XML, "<nic><linked>0</linked><plugged>True</plugged></nic>",
          "linked=false plugged=true" },
        /* Records: a line for each child; missing ones in between are empty. */
        { &vm_type, REPR_XML,
          "<vm><sso><methods><method id='guest_agent'/></methods></sso><custom_properties>"
          "<custom_property><name>a</name><value>b=c</value></custom_property><custom_property>"
          "<name>d</name><regexp>.*</regexp></custom_property></custom_properties></vm>",
          "sso_methods=guest_agent custom_properties=a\nb=c d\n\n.*" },
        { &vm_type, REPR_JSON,
          "{\"cpu\":{\"cpu_tune\":{\"vcpu_pins\":{\"vcpu_pin\":[{\"vcpu\":\"0\",\"cpu_set\":\"1-"
          "3\"}]}}}}",
          "cpu_pins=0\n1-3" },
        { &vm_type, REPR_XML, "<vm><memory_policy><max/></memory_policy></vm>", "memory_max=-" },
        { &network_type, REPR_XML, "<network><profile_required>false</profile_required></network>",
          "profile_required=false" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", cases[i].text);
        g_autoptr(ReprInput) input = read_as(cases[i].type, cases[i].format, cases[i].text, &error);
        g_assert_no_error(error);
        g_autofree char *given = describe(input);
        g_assert_cmpstr(given, ==, cases[i].given);
    }
}

static void test_refused(void)
{
    static const ReadCase cases[] = {
        { &vm_type, REPR_XML,
          "<vm><custom_properties><custom_property><x/></custom_property></custom_properties></vm>",
          "custom_properties/custom_property lacks name" },
        { &vm_type, REPR_XML, "<vm><os><type>multics</type></os></vm>",
          "os/type: \"multics\" is not a os_type; possible are: other, other_linux" },
        { &network_type, REPR_XML, "<vm/>", "The root element is <vm>, expected is <network>" },
        { &network_type, REPR_XML, "<networks><network/></networks>",
          "The root element is <networks>, expected is <network>" },
        { &network_type, REPR_XML, "<network><vlan id='4095'/></network>",
          "vlan/id is \"4095\"; possible are whole numbers from 0 to 4094" },
        { &network_type, REPR_XML, "<network><vlan id='-1'/></network>",
          "vlan/id is \"-1\"; possible are whole numbers from 0 to 4094" },
        { &network_type, REPR_JSON, "{\"mtu\":\"12x\"}",
          "mtu is \"12x\"; possible are whole numbers from 0 to 65520" },
        { &network_type, REPR_JSON, "{\"mtu\":1.5}",
          "mtu is \"1.5\"; possible are whole numbers from 0 to 65520" },
        { &network_type, REPR_XML, "<network><mtu/></network>",
          "mtu is \"\"; possible are whole numbers from 0 to 65520" },
        { &network_type, REPR_XML, "<network><stp>perhaps</stp></network>",
          "stp is \"perhaps\"; possible are true and false" },
        { &network_type, REPR_XML, "<network><name>a</name><name>b</name></network>",
          "name is given more than once" },
        { &network_type, REPR_JSON, "{\"name\":[\"a\",\"b\"]}", "name is given more than once" },
        { &vm_nic_type, REPR_XML, "<nic><interface>magic</interface></nic>",
          "interface: \"magic\" is not a vm_nic_interface; possible are: virtio, e1000, e1000e, "
          "rtl8139, rtl8139_virtio, spapr_vlan, pci_passthrough" },
        { &vm_nic_type, REPR_XML, "<nic><mac><address>52:54</address></mac></nic>",
          "mac/address: " },
        { &vm_type, REPR_XML, "<vm><cluster id='../x'/></vm>", "cluster: \"../x\" is not a UUID" },
        { &vm_type, REPR_XML,
          "<vm><placement_policy><hosts><host id='1'/></hosts></placement_policy></vm>",
          "placement_policy/hosts/host: \"1\" is not a UUID" },
        { &mac_pool_type, REPR_XML,
          "<mac_pool><ranges><range><from>56:6f:1a:1b:00:00</from></range></ranges></mac_pool>",
          "ranges/range lacks to" },
        { &mac_pool_type, REPR_XML, "<mac_pool><ranges>x</ranges></mac_pool>",
          "ranges/range lacks from" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", cases[i].text);
        g_autoptr(ReprInput) input = read_as(cases[i].type, cases[i].format, cases[i].text, &error);
        g_assert_null(input);
        g_assert_error(error, ERR, ERR_INVALID);
        g_test_message("%s", error->message);
        g_assert_true(g_str_has_prefix(error->message, cases[i].given));
    }
}

static void test_body_id_is_kept(void)
{
    g_autoptr(ReprInput) input = read_as(&network_type, REPR_XML, "<network id='7'/>", NULL);
    g_assert_cmpstr(input->entity->id, ==, "7");
    g_autoptr(ReprInput) none = read_as(&network_type, REPR_XML, "<network/>", NULL);
    g_assert_null(none->entity->id);
}

/* --- any entity comes back as it was written -----------------------------------------------------
 */

static char *random_text(GRand *rand)
{
    static const gunichar alphabet[] = { 'a',    'Z',     '0',    ' ', '<', '>',  '&',
                                         '"',    '\'',    '\\',   '/', ']', 0xe4, 0x5e8,
                                         0x20ac, 0x1f600, 0xfffd, ':', '*' };
    GString *text = g_string_new("x"); /* blank text is another matter: it clears */
    for (int i = g_rand_int_range(rand, 0, 20); i > 0; i--)
        g_string_append_unichar(text, alphabet[g_rand_int_range(rand, 0, G_N_ELEMENTS(alphabet))]);
    return g_string_free(text, FALSE);
}

static char *random_id(GRand *rand)
{
    return g_strdup_printf("%08x-0000-4000-8000-%012x", g_rand_int(rand), g_rand_int(rand));
}

static char *random_mac(GRand *rand)
{
    return g_strdup_printf("52:54:00:%02x:%02x:%02x", g_rand_int_range(rand, 0, 256),
                           g_rand_int_range(rand, 0, 256), g_rand_int_range(rand, 0, 256));
}

static char *random_item(GRand *rand, const Field *field)
{
    if (field->flags & F_IDS)
        return random_id(rand);
    if (field->flags & F_TEXTS)
        return g_strdup_printf("name%u,value, with a comma", g_rand_int(rand));
    if (field->flags & F_PAIRS) {
        g_autofree char *from = random_mac(rand), *to = random_mac(rand);
        return g_strconcat(from, ",", to, NULL);
    }
    if (field->flags & F_RECORDS) {
        g_autoptr(GString) record = g_string_new(NULL);
        for (const char *const *name = field->detail; *name != NULL; name++) {
            g_autofree char *text = random_text(rand);
            g_string_append_printf(record, "%s%s", record->len > 0 ? "\n" : "", text);
        }
        return g_strdup(record->str);
    }
    const EnumTable *words = field->detail;
    if (words == NULL)
        return g_strdup_printf("item%u", g_rand_int(rand));
    return g_strdup(enum_word(words, g_rand_int_range(rand, 0, words->n_words)));
}

static gint64 random_number(GRand *rand, const Field *field)
{
    gint64 min, max;
    switch (field->kind) {
    case FIELD_BOOL:
        return g_rand_boolean(rand);
    case FIELD_ENUM:
        return g_rand_int_range(rand, 0, ((const EnumTable *)field->detail)->n_words);
    case FIELD_TIME: /* whole milliseconds */
        return (gint64)g_rand_int(rand) * 1000000 + g_rand_int_range(rand, 0, 1000) * 1000;
    default:
        field_bounds(field, &min, &max);
        max = MIN(max, G_MAXINT64 >> 24);
        return g_rand_boolean(rand)
                   ? max
                   : min + (gint64)g_rand_double_range(rand, 0, (double)(max - min));
    }
}

static void randomise(GRand *rand, void *entity, const Field *field)
{
    if (field->flags & F_INTERNAL)
        return; /* would not come back, but may show in an address */
    switch (field->kind) {
    case FIELD_STRING:
        field_take_string(entity, field, random_text(rand));
        return;
    case FIELD_REF:
        field_take_string(entity, field, random_id(rand));
        return;
    case FIELD_MAC:
        field_take_string(entity, field, random_mac(rand));
        return;
    case FIELD_STRINGS: {
        char *items[] = { random_item(rand, field), random_item(rand, field), NULL };
        field_take_strings(entity, field, g_strdupv(items));
        g_free(items[0]);
        g_free(items[1]);
        return;
    }
    case FIELD_BOOL:
    case FIELD_INT:
    case FIELD_ENUM:
    case FIELD_TIME:
        field_set_int(entity, field, random_number(rand, field));
        return;
    case FIELD_CONST:
        return;
    }
}

static bool is_shown(const void *entity, const Field *field)
{
    unsigned hidden = F_INTERNAL | F_SECRET | F_INPUT_ONLY | F_ALIAS;
    return field->path != NULL && field->kind != FIELD_CONST && !(field->flags & hidden) &&
           (field->shown == NULL || field->shown(entity));
}

static void check_same(const Entity *a, const Entity *b)
{
    for (int i = 0; i < a->type->n_fields; i++) {
        const Field *field = &a->type->fields[i];
        if (!is_shown(a, field))
            continue;
        g_autofree char *text_a = field_text(a, field), *text_b = field_text(b, field);
        g_test_message("%s %s", a->type->name, field->path);
        g_assert_cmpstr(text_a, ==, text_b);
    }
}

static void test_random_entities_come_back(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    for (int round = 0; round < 40; round++)
        for (int t = 0; entity_types[t] != NULL; t++) {
            const EntityType *type = entity_types[t];
            ReprContext context = { .format = round % 2 ? REPR_XML : REPR_JSON, .prefix = "/api" };
            g_autoptr(Entity) entity = entity_new(type);
            entity->id = random_id(rand);
            for (int i = 0; i < type->n_fields; i++)
                if (!(type->fields[i].flags & F_ALIAS) && g_rand_int_range(rand, 0, 4) > 0)
                    randomise(rand, entity, &type->fields[i]);
            gsize size;
            g_autofree char *text = repr_write(&context, entity, &size);
            g_autoptr(GError) error = NULL;
            g_autoptr(ReprInput) input =
                repr_read(type, context.format, REPR_FROM_SERVER, text, size, &error);
            g_assert_no_error(error);
            /* What is absent may come back as "" or as an empty list. */
            g_autofree char *again = repr_write(&context, input->entity, NULL);
            if (type->id_column == NULL)
                g_assert_cmpstr(again, ==, text);
            else
                g_assert_nonnull(again);
        }
}

/* With every row set nothing is lost. */
static void test_full_entities_come_back(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(2);
    for (int t = 0; entity_types[t] != NULL; t++)
        for (ReprFormat format = REPR_XML; format <= REPR_JSON; format++) {
            const EntityType *type = entity_types[t];
            ReprContext context = { .format = format, .prefix = "/api", .full = true };
            g_autoptr(Entity) entity = entity_new(type);
            for (int i = 0; i < type->n_fields; i++)
                if (!(type->fields[i].flags & F_ALIAS))
                    randomise(rand, entity, &type->fields[i]);
            gsize size;
            g_autofree char *text = repr_write(&context, entity, &size);
            g_autoptr(ReprInput) input =
                repr_read(type, format, REPR_FROM_SERVER, text, size, NULL);
            g_assert_nonnull(input);
            check_same(entity, input->entity);
        }
}

/* Truncated and bit-flipped documents are refused or read, never more. */
static void test_damaged_documents(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(3);
    for (int round = 0; round < 400; round++) {
        ReprContext context = { .format = round % 2 ? REPR_XML : REPR_JSON, .prefix = "/api" };
        g_autoptr(Vm) vm = entity_new(&vm_type);
        for (int i = 0; i < vm_type.n_fields; i++)
            if (!(vm_type.fields[i].flags & F_ALIAS))
                randomise(rand, vm, &vm_type.fields[i]);
        gsize size;
        g_autofree char *text = repr_write(&context, vm, &size);
        for (int i = g_rand_int_range(rand, 0, 3); i >= 0; i--)
            text[g_rand_int_range(rand, 0, (gint32)size)] ^=
                (char)(1 << g_rand_int_range(rand, 0, 8));
        if (g_rand_boolean(rand))
            size = (gsize)g_rand_int_range(rand, 0, (gint32)size);
        /* A buffer of exactly that size, so that reading beyond it is seen. */
        g_autofree char *exact = g_memdup2(text, size);
        g_autoptr(GError) error = NULL;
        g_autoptr(ReprInput) input =
            repr_read(&vm_type, context.format, REPR_FROM_SERVER, exact, size, &error);
        g_assert_true((input != NULL) == (error == NULL));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/read/given", test_given);
    g_test_add_func("/read/refused", test_refused);
    g_test_add_func("/read/body-id-is-kept", test_body_id_is_kept);
    g_test_add_func("/read/random-entities-come-back", test_random_entities_come_back);
    g_test_add_func("/read/full-entities-come-back", test_full_entities_come_back);
    g_test_add_func("/read/damaged-documents", test_damaged_documents);
    return g_test_run();
}
