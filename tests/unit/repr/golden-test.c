/* Each served type against tests/data/repr/<type>.xml and .json, and back. */
#include "repr/read.h"
#include "repr/write.h"
#include "sample.h"

#include <stdio.h>
#include <string.h>

static const ReprLink vm_links[] = {
    { "nics", NULL },
    { "cluster", "/clusters/1" },
    { NULL, NULL },
};
static const ReprLink vm_actions[] = {
    { "start", NULL },
    { "stop", NULL },
    { NULL, NULL },
};

static bool is_vm(const void *entity)
{
    return strcmp(((const Entity *)entity)->type->name, "vm") == 0;
}

static const ReprLink *links_of(const void *entity, gpointer data)
{
    return is_vm(entity) ? vm_links : NULL;
}

static const ReprLink *actions_of(const void *entity, gpointer data)
{
    return is_vm(entity) ? vm_actions : NULL;
}

static ReprContext context_for(ReprFormat format)
{
    return (ReprContext){
        .format = format,
        .prefix = "/ovirt-engine/api",
        .links = links_of,
        .actions = actions_of,
    };
}

/* The file without the line ends and indentation that make it readable. */
static char *read_golden(const char *name, const char *suffix)
{
    g_autofree char *file = g_strconcat(name, suffix, NULL);
    g_autofree char *path = g_build_filename(TEST_DATA, "repr", file, NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &text, NULL, &error);
    g_assert_no_error(error);
    GString *flat = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
    for (int i = 0; lines[i] != NULL; i++)
        g_string_append(flat, g_strchug(lines[i]));
    return g_string_free(flat, FALSE);
}

static void check_golden(const EntityType *type, ReprFormat format, const char *suffix)
{
    ReprContext context = context_for(format);
    g_autoptr(Entity) entity = sample_new(type);
    gsize size;
    g_autofree char *written = repr_write(&context, entity, &size);
    g_assert_cmpuint(size, ==, strlen(written));
    g_autofree char *golden = read_golden(type->name, suffix);
    g_assert_cmpstr(written, ==, golden);
}

static void test_written(void)
{
    for (int i = 0; sample_types[i] != NULL; i++) {
        check_golden(sample_types[i], REPR_XML, ".xml");
        check_golden(sample_types[i], REPR_JSON, ".json");
    }
}

/* What a client reads is what was written, of every row that is shown. */
static void check_round_trip(const EntityType *type, ReprFormat format)
{
    ReprContext context = context_for(format);
    g_autoptr(Entity) entity = sample_new(type);
    gsize size;
    g_autofree char *written = repr_write(&context, entity, &size);
    g_autoptr(GError) error = NULL;
    g_autoptr(ReprInput) input = repr_read(type, format, REPR_FROM_SERVER, written, size, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(input->entity->id, ==, entity_shown_id(entity));
    g_autofree char *again = NULL;
    if (type->id_column == NULL) {
        again = repr_write(&context, input->entity, NULL);
        g_assert_cmpstr(again, ==, written);
    }
}

static void test_round_trip(void)
{
    for (int i = 0; sample_types[i] != NULL; i++) {
        check_round_trip(sample_types[i], REPR_XML);
        check_round_trip(sample_types[i], REPR_JSON);
    }
}

/* A client that sends a whole reply back changes nothing. */
static void test_echo_changes_nothing(void)
{
    for (int i = 0; sample_types[i] != NULL; i++)
        for (ReprFormat format = REPR_XML; format <= REPR_JSON; format++) {
            const EntityType *type = sample_types[i];
            ReprContext context = context_for(format);
            g_autoptr(Entity) entity = sample_new(type);
            g_autoptr(Entity) before = entity_dup(entity);
            gsize size;
            g_autofree char *written = repr_write(&context, entity, &size);
            g_autoptr(GError) error = NULL;
            g_autoptr(ReprInput) input =
                repr_read(type, format, REPR_FROM_CLIENT, written, size, &error);
            g_assert_no_error(error);
            g_assert_cmpuint(g_hash_table_size(input->refs_by_name), ==, 0);
            g_assert_true(entity_merge(entity, input->entity, &error));
            /* An absent description is written as an empty one, and so it comes back. */
            g_autofree char *now = repr_write(&context, entity, NULL);
            g_assert_cmpstr(now, ==, written);
            g_assert_true(entity->type == before->type);
        }
}

static void test_lists(void)
{
    for (int i = 0; sample_types[i] != NULL; i++) {
        const EntityType *type = sample_types[i];
        g_autoptr(GPtrArray) entities = g_ptr_array_new_with_free_func((GDestroyNotify)entity_free);
        ReprContext xml = context_for(REPR_XML), json = context_for(REPR_JSON);
        g_autofree char *no_xml = repr_write_list(&xml, type, entities, NULL);
        g_autofree char *expected = g_strdup_printf(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><%s/>", type->collection);
        g_assert_cmpstr(no_xml, ==, expected);
        g_autofree char *no_json = repr_write_list(&json, type, entities, NULL);
        g_assert_cmpstr(no_json, ==, "{}");

        g_ptr_array_add(entities, sample_new(type));
        g_ptr_array_add(entities, sample_new(type));
        g_autofree char *one = repr_write(&json, entities->pdata[0], NULL);
        g_autofree char *two = repr_write_list(&json, type, entities, NULL);
        g_autofree char *both = g_strdup_printf("{\"%s\":[%s,%s]}", type->element, one, one);
        g_assert_cmpstr(two, ==, both);

        gsize size;
        g_autofree char *list = repr_write_list(&xml, type, entities, &size);
        g_autoptr(Node) root = node_parse(REPR_XML, list, size, NULL, NULL);
        g_assert_cmpstr(root->name, ==, type->collection);
        const Node *first = node_child(root, type->element);
        g_assert_nonnull(node_again(first));
        g_assert_null(node_again(node_again(first)));
    }
}

/* For a person to compare and copy after a change of the tables. */
static void print_samples(void)
{
    for (int i = 0; sample_types[i] != NULL; i++)
        for (ReprFormat format = REPR_XML; format <= REPR_JSON; format++) {
            ReprContext context = context_for(format);
            g_autoptr(Entity) entity = sample_new(sample_types[i]);
            g_autofree char *text = repr_write(&context, entity, NULL);
            printf("%s.%s %s\n", sample_types[i]->name, format == REPR_XML ? "xml" : "json", text);
        }
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--print") == 0) {
        print_samples();
        return 0;
    }
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/repr/golden/written", test_written);
    g_test_add_func("/repr/golden/round-trip", test_round_trip);
    g_test_add_func("/repr/golden/echo-changes-nothing", test_echo_changes_nothing);
    g_test_add_func("/repr/golden/lists", test_lists);
    return g_test_run();
}
