#include "model/entity.h"

#include "base/err.h"
#include "model/host-nic.h"
#include "model/network.h"
#include "model/user.h"
#include "model/vm.h"
#include "model/vnic-profile.h"

#include <string.h>

#define for_each_type(type)                                                                        \
    for (const EntityType *const *at = entity_types, *type = *at; type != NULL; type = *++at)

static bool is_text(FieldKind kind)
{
    return kind == FIELD_STRING || kind == FIELD_REF || kind == FIELD_MAC;
}

/* A value that a row accepts and that is not its initial one. */
static void fill(void *entity, const Field *field)
{
    static char *const words[] = { "a", "b", NULL };
    gint64 min, max;
    field_bounds(field, &min, &max);
    if (is_text(field->kind))
        field_take_string(entity, field,
                          g_strdup(field->kind == FIELD_MAC ? "52:54:00:12:34:56" : "some text"));
    else if (field->kind == FIELD_STRINGS && field->detail != NULL &&
             !(field->flags & (F_IDS | F_PAIRS | F_RECORDS)))
        field_take_strings(entity, field,
                           g_strsplit(((const EnumTable *)field->detail)->words[0], " ", 0));
    else if (field->kind == FIELD_STRINGS)
        field_take_strings(entity, field, g_strdupv((char **)words));
    else if (field->kind == FIELD_BOOL)
        field_set_int(entity, field, !field->initial);
    else if (field->kind == FIELD_ENUM)
        field_set_int(entity, field, field->initial == 1 ? 0 : 1);
    else if (field->kind == FIELD_INT)
        field_set_int(entity, field, max == G_MAXINT64 ? 1234567 : max);
    else if (field->kind == FIELD_TIME)
        field_set_int(entity, field, G_GINT64_CONSTANT(1700000000123456));
}

static void *new_filled(const EntityType *type)
{
    Entity *entity = entity_new(type);
    entity->id = g_strdup("0aaa");
    for (int i = 0; i < type->n_fields; i++)
        if (!(type->fields[i].flags & F_ALIAS))
            fill(entity, &type->fields[i]);
    return entity;
}

static void test_types(void)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for_each_type(type)
    {
        g_assert_true(g_hash_table_add(names, (char *)type->name));
        g_assert_true(entity_type_find(type->name) == type);
        g_assert_nonnull(type->element);
        g_assert_nonnull(type->collection);
        g_assert_nonnull(type->title);
        g_assert_cmpint(type->n_fields, <=, ENTITY_MAX_FIELDS);
        if (type->parent != NULL)
            g_assert_cmpint(type->fields[entity_row_of(type, type->parent)].kind, ==, FIELD_REF);
        if (type->id_column != NULL)
            g_assert_true(is_text(type->fields[entity_row_of(type, type->id_column)].kind));
    }
    g_assert_null(entity_type_find("unicorn"));
}

static gsize value_size(FieldKind kind)
{
    return kind == FIELD_BOOL || kind == FIELD_ENUM ? sizeof(int) : sizeof(gint64);
}

static void check_row(const EntityType *type, const Field *field)
{
    if (field->kind == FIELD_CONST) {
        g_assert_null(field->column);
        g_assert_nonnull(field->path);
        g_assert_nonnull(field->detail);
        return;
    }
    g_assert_cmpuint(field->offset + value_size(field->kind), <=, type->size);
    g_assert_nonnull(field->doc);
    g_assert_true(field->column != NULL || field->path != NULL);
    g_assert_true(field->path != NULL || (field->flags & (F_INTERNAL | F_INPUT_ONLY)));
    g_assert_true(!(field->flags & F_SECRET) || (field->flags & F_INTERNAL));
    g_assert_true(!(field->flags & F_ALIAS) || field->column == NULL);
    if (field->kind == FIELD_ENUM || field->kind == FIELD_REF ||
        (field->flags & (F_IDS | F_PAIRS | F_RECORDS)))
        g_assert_nonnull(field->detail);
    if (field->kind == FIELD_STRINGS)
        g_assert_nonnull(strchr(field->path, '/'));
    g_assert_true(!(field->flags & F_ATTRIBUTE) || field->kind == FIELD_INT);
    gint64 min, max;
    field_bounds(field, &min, &max);
    g_assert_cmpint(min, <=, max);
    if (field->kind == FIELD_INT)
        g_assert_cmpint(field->initial, <=, max);
}

static void test_rows(void)
{
    for_each_type(type)
    {
        g_autoptr(GHashTable) columns = g_hash_table_new(g_str_hash, g_str_equal);
        g_autoptr(GHashTable) paths = g_hash_table_new(g_str_hash, g_str_equal);
        for (int i = 0; i < type->n_fields; i++) {
            const Field *field = &type->fields[i];
            g_test_message("%s row %d", type->name, i);
            check_row(type, field);
            if (field->column != NULL)
                g_assert_true(g_hash_table_add(columns, (char *)field->column));
            if (field->path != NULL && field->shown == NULL) /* else one of them is shown */
                g_assert_true(g_hash_table_add(paths, (char *)field->path));
        }
    }
}

/* Rows under one parent element stand together, attributes first, so that a writer that walks the
 * rows opens each element once. */
static void test_paths_are_grouped(void)
{
    for_each_type(type)
    {
        g_autoptr(GHashTable) closed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        const char *open = "";
        for (int i = 0; i < type->n_fields; i++) {
            const char *path = type->fields[i].path;
            if (path == NULL)
                continue;
            for (const char *slash = strchr(path, '/'); slash != NULL;
                 slash = strchr(slash + 1, '/')) {
                g_autofree char *parent = g_strndup(path, (gsize)(slash - path + 1));
                if (g_str_has_prefix(open, parent)) {
                    g_assert_true(slash[1] == '\0' || strchr(slash + 1, '/') != NULL ||
                                  !(type->fields[i].flags & F_ATTRIBUTE));
                    continue;
                }
                g_test_message("%s: %s", type->name, parent);
                g_assert_true(g_hash_table_add(closed, g_steal_pointer(&parent)));
            }
            open = path;
        }
    }
}

static void test_enums_have_words(void)
{
    for_each_type(type) for (int i = 0; i < type->n_fields; i++)
    {
        if (type->fields[i].kind != FIELD_ENUM)
            continue;
        const EnumTable *table = type->fields[i].detail;
        for (int value = 0; value < table->n_words; value++) {
            int again;
            g_assert_true(enum_parse(table, enum_word(table, value), &again, NULL));
            g_assert_cmpint(again, ==, value);
        }
    }
}

static void test_references_lead_to_types(void)
{
    for_each_type(type) for (int i = 0; i < type->n_fields; i++)
    {
        const Field *field = &type->fields[i];
        if (field->kind != FIELD_REF && !(field->flags & F_IDS))
            continue;
        const EntityType *target = field->detail;
        g_assert_true(entity_type_find(target->name) == target);
    }
}

static void test_initial_values(void)
{
    g_autoptr(Network) network = entity_new(&network_type);
    g_assert_cmpint(network->vlan, ==, NETWORK_UNTAGGED);
    g_assert_true(network->profile_required);
    g_autoptr(VmNic) nic = entity_new(&vm_nic_type);
    g_assert_true(nic->linked && nic->plugged);
    g_assert_null(nic->base.id);
    for_each_type(type)
    {
        g_autoptr(Entity) entity = entity_new(type);
        g_autoptr(GError) error = NULL;
        g_test_message("%s", type->name);
        entity_validate(entity, false, &error);
        g_assert_no_error(error);
    }
}

static void test_dup_and_equal(void)
{
    for_each_type(type)
    {
        g_autoptr(Entity) entity = new_filled(type);
        g_autoptr(Entity) copy = entity_dup(entity);
        g_assert_true(entity_equal(entity, copy));
        for (int i = 0; i < type->n_fields; i++) {
            const Field *field = &type->fields[i];
            if (!field_is_stored(field))
                continue;
            g_autoptr(Entity) other = entity_dup(entity);
            if (is_text(field->kind))
                field_take_string(other, field, NULL);
            else if (field->kind == FIELD_STRINGS)
                field_take_strings(other, field, NULL);
            else
                field_set_int(other, field, field->initial);
            g_test_message("%s %s", type->name, field->column);
            g_assert_false(entity_equal(entity, other));
            /* The copy shares nothing with it. */
            g_assert_true(entity_equal(entity, copy));
        }
    }
}

static void test_merge_takes_what_was_given(void)
{
    for_each_type(type) for (int i = 0; i < type->n_fields; i++)
    {
        const Field *field = &type->fields[i];
        g_autoptr(Entity) dst = entity_new(type);
        g_autoptr(Entity) before = entity_dup(dst);
        g_autoptr(Entity) src = new_filled(type);
        g_autoptr(GError) error = NULL;
        entity_set_given(src, i);
        bool outside =
            field->kind != FIELD_CONST && !(field->flags & (F_READONLY | F_INTERNAL | F_ALIAS));
        bool refused = outside && (field->flags & F_IMMUTABLE);
        g_test_message("%s row %d", type->name, i);
        g_assert_cmpint(entity_merge(dst, src, &error), ==, !refused);
        if (refused)
            g_assert_error(error, ERR, ERR_CONFLICT);
        bool changed = outside && !refused && field_is_stored(field);
        g_assert_cmpint(entity_equal(dst, before), ==, !changed);
    }
}

static void test_merge_refuses_as_a_whole(void)
{
    g_autoptr(VnicProfile) profile = entity_new(&vnic_profile_type);
    profile->name = g_strdup("old");
    profile->network = g_strdup("n1");
    g_autoptr(VnicProfile) change = entity_new(&vnic_profile_type);
    change->name = g_strdup("new");
    change->network = g_strdup("n2");
    entity_set_all_given(change);
    g_autoptr(GError) error = NULL;
    g_assert_false(entity_merge(profile, change, &error));
    g_assert_error(error, ERR, ERR_CONFLICT);
    g_assert_cmpstr(error->message, ==,
                    "network of a VM network interface profile cannot be changed: it is n1, asked "
                    "was n2");
    g_assert_cmpstr(profile->name, ==, "old");

    /* The same value once more is not a change. */
    g_free(change->network);
    change->network = g_strdup("n1");
    g_clear_error(&error);
    g_assert_true(entity_merge(profile, change, &error));
    g_assert_cmpstr(profile->name, ==, "new");
}

static void test_validate(void)
{
    static const struct {
        const char *column;
        const char *text;
        gint64 number;
        const char *message; /* NULL: fine */
    } cases[] = {
        { "name", "red", 0, NULL },
        { "name", "רשת", 0, NULL },
        { "name", "", 0, "name of a Network has 0 characters; possible are 1 to 255" },
        { "name", "a\nb", 0, "name of a Network contains the control character 0x0a" },
        { "name", "\xff", 0, "name of a Network is not valid UTF-8" },
        { "description", "a\nb", 0, NULL },
        { "description", "a\x01", 0,
          "description of a Network contains the control character "
          "0x01" },
        { "vlan", NULL, -1, NULL },
        { "vlan", NULL, 0, NULL },
        { "vlan", NULL, 4094, NULL },
        { "vlan", NULL, 4095, "vlan/id of a Network is 4095; possible are 0 to 4094" },
        { "vlan", NULL, -2, "vlan/id of a Network is -2; possible are 0 to 4094" },
        { "usages", "vm", 0, NULL },
        { "usages", "fun", 0,
          "usages/usage of a Network: \"fun\" is not a network_usage; possible "
          "are: vm, management, display, migration, default_route, gluster" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Network) network = entity_new(&network_type);
        const Field *field = &network_type.fields[entity_row_of(&network_type, cases[i].column)];
        if (field->kind == FIELD_STRINGS)
            field_take_strings(network, field, g_strsplit(cases[i].text, " ", 0));
        else if (cases[i].text != NULL)
            field_take_string(network, field, g_strdup(cases[i].text));
        else
            field_set_int(network, field, cases[i].number);
        g_autoptr(GError) error = NULL;
        bool valid = entity_validate(network, false, &error);
        g_assert_cmpstr(error != NULL ? error->message : NULL, ==, cases[i].message);
        g_assert_cmpint(valid, ==, cases[i].message == NULL);
    }
}

static void test_required_rows(void)
{
    g_autoptr(Vm) vm = entity_new(&vm_type);
    g_autoptr(GError) error = NULL;
    g_assert_false(entity_validate(vm, true, &error));
    g_assert_cmpstr(error->message, ==, "VM [name, cluster, template] required for add");
    entity_set_given(vm, entity_row_of(&vm_type, "name"));
    g_autofree char *missing = entity_missing(vm);
    g_assert_cmpstr(missing, ==, "cluster, template");
    entity_set_all_given(vm);
    g_assert_null(entity_missing(vm));
    g_assert_true(entity_given_at(vm, offsetof(Vm, memory)));
}

static void test_shown_id(void)
{
    g_autoptr(NetworkLabel) label = entity_new(&network_label_type);
    label->base.id = g_strdup("1234");
    label->label = g_strdup("fast");
    g_assert_cmpstr(entity_shown_id(label), ==, "fast");
    g_autoptr(Vm) vm = entity_new(&vm_type);
    vm->base.id = g_strdup("1234");
    g_assert_cmpstr(entity_shown_id(vm), ==, "1234");
}

static void test_text(void)
{
    g_autoptr(Vm) vm = entity_new(&vm_type);
    vm->status = VM_UP;
    vm->start_time = G_GINT64_CONSTANT(1700000000123456);
    vm->boot_devices = g_strsplit("hd network", " ", 0);
    static const struct {
        const char *column, *text;
    } cases[] = {
        { "status", "up" },         { "start_time", "2023-11-14 22:13:20" },
        { "stop_time", NULL },      { "boot_devices", "hd network" },
        { "memory", "1073741824" }, { "delete_protected", "false" },
        { "name", NULL },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            field_text(vm, &vm_type.fields[entity_row_of(&vm_type, cases[i].column)]);
        g_assert_cmpstr(text, ==, cases[i].text);
    }
}

static void test_label_check(void)
{
    g_assert_true(network_label_check("fast_1-A", NULL));
    static const char *const wrong[] = {
        "", "a b", "ä", "a/b", "012345678901234567890123456789012345678901234567890",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(network_label_check(wrong[i], &error));
        g_assert_error(error, ERR, ERR_INVALID);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/entity/types", test_types);
    g_test_add_func("/entity/rows", test_rows);
    g_test_add_func("/entity/paths-are-grouped", test_paths_are_grouped);
    g_test_add_func("/entity/enums-have-words", test_enums_have_words);
    g_test_add_func("/entity/references-lead-to-types", test_references_lead_to_types);
    g_test_add_func("/entity/initial-values", test_initial_values);
    g_test_add_func("/entity/dup-and-equal", test_dup_and_equal);
    g_test_add_func("/entity/merge/takes-what-was-given", test_merge_takes_what_was_given);
    g_test_add_func("/entity/merge/refuses-as-a-whole", test_merge_refuses_as_a_whole);
    g_test_add_func("/entity/validate", test_validate);
    g_test_add_func("/entity/required-rows", test_required_rows);
    g_test_add_func("/entity/shown-id", test_shown_id);
    g_test_add_func("/entity/text", test_text);
    g_test_add_func("/network/label-check", test_label_check);
    return g_test_run();
}
