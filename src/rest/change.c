#include "rest/change.h"

#include "model/host-nic.h"
#include "model/lease.h"
#include "model/tag.h"
#include "model/user.h"

#include <jansson.h>
#include <string.h>

/* Types that are no collection by themselves, or by another name than where they lead. */
static const struct {
    const EntityType *type;
    const char *collection; /* NULL: none shows it */
} shown_in[] = {
    { &pf_network_type, "virtualfunctionallowednetworks" },
    { &lease_type, "virtualfunctions" },
    { &vm_tag_type, "tags" },
    { &host_tag_type, "tags" },
    { &label_vm_type, "affinitylabels" },
    { &label_host_type, "affinitylabels" },
    { &group_member_type, "groups" },
    { &token_type, NULL },
};

static const char *collection_of(const EntityType *type)
{
    for (gsize i = 0; i < G_N_ELEMENTS(shown_in); i++)
        if (shown_in[i].type == type)
            return shown_in[i].collection;
    return type->path;
}

static int compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **change_collections(EntityTypeSet types)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (int i = 0; entity_types[i] != NULL; i++) {
        const char *name = collection_of(entity_types[i]);
        if ((types >> i & 1) != 0 && name != NULL &&
            !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
            g_ptr_array_add(names, (gpointer)name);
    }
    g_ptr_array_sort(names, compare);
    g_ptr_array_add(names, NULL);
    return (const char **)g_ptr_array_steal(names, NULL);
}

void change_write(EntityTypeSet types, GString *text)
{
    g_autofree const char **names = change_collections(types);
    if (names[0] == NULL)
        return;
    json_t *list = json_array();
    for (const char **name = names; *name != NULL; name++)
        json_array_append_new(list, json_string(*name));
    json_t *change = json_pack("{s:o}", "collections", list);
    char *line = json_dumps(change, JSON_COMPACT);
    g_string_append_printf(text, "event: change\ndata: %s\n\n", line);
    free(line);
    json_decref(change);
}
