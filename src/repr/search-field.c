#include "repr/search-field.h"

#include "base/err.h"

#include <string.h>

/* A path is columns joined by '.', each a reference from the entity reached so far.  "<vm.host"
 * goes backward: to the VMs whose 'host' is it.  'path' NULL: nothing here is of that kind. */
typedef struct {
    const char *type, *object, *path;
} Relation;

static const Relation relations[] = {
    { "data_center", "cluster", "<cluster.data_center" },
    { "data_center", "host", "<cluster.data_center.<host.cluster" },
    { "data_center", "vm", "<cluster.data_center.<vm.cluster" },
    { "data_center", "network", "<network.data_center" },
    { "data_center", "storage", NULL },
    { "cluster", "datacenter", "data_center" },
    { "cluster", "host", "<host.cluster" },
    { "cluster", "vm", "<vm.cluster" },
    { "cluster", "network", "<cluster_network.cluster.network" },
    { "cluster", "storage", NULL },
    { "host", "cluster", "cluster" },
    { "host", "datacenter", "cluster.data_center" },
    { "host", "vm", "<vm.host" },
    { "host", "event", "<event.host" },
    { "host", "nic", "<host_nic.host" },
    { "host", "storage", NULL },
    { "network", "datacenter", "data_center" },
    { "network", "cluster", "<cluster_network.network.cluster" },
    { "network", "vm", "<vnic_profile.network.<vm_nic.vnic_profile.vm" },
    { "network", "host", "<cluster_network.network.cluster.<host.cluster" },
    { "vnic_profile", "network", "network" },
    { "vnic_profile", "datacenter", "data_center" },
    { "vnic_profile", "vm", "<vm_nic.vnic_profile.vm" },
    { "mac_pool", "cluster", "<cluster.mac_pool" },
    { "template", "vm", "<vm.template" },
    { "template", "cluster", "cluster" },
    { "template", "datacenter", "cluster.data_center" },
    { "template", "network", "<template_nic.template.vnic_profile.network" },
    { "template", "vnicprofile", "<template_nic.template.vnic_profile" },
    { "vm", "cluster", "cluster" },
    { "vm", "datacenter", "cluster.data_center" },
    { "vm", "host", "host" },
    { "vm", "template", "template" },
    { "vm", "network", "<vm_nic.vm.vnic_profile.network" },
    { "vm", "vnicprofile", "<vm_nic.vm.vnic_profile" },
    { "vm", "event", "<event.vm" },
    { "vm", "nic", "<vm_nic.vm" },
    { "vm", "storage", NULL },
    { "vm", "pool", NULL },
    { "event", "cluster", "cluster" },
    { "event", "datacenter", "data_center" },
    { "event", "host", "host" },
    { "event", "network", "network" },
    { "event", "template", "template" },
    { "event", "user", "user" },
    { "event", "vm", "vm" },
    { "user", "event", "<event.user" },
    { "job", "user", "owner" },
    { "job", "vm", "vm" },
    { "job", "host", "host" },
};

/* What a field of oVirt's language is called here, where the names differ.  'path' NULL: nothing
 * here has it.  'word': there it is true or false, here whether the list at 'path' has that word.
 */
typedef struct {
    const char *type, *name, *path, *word;
} Alias;

static const Alias aliases[] = {
    { "data_center", "compatibility_version", NULL },
    { "cluster", "architecture", "cpu/architecture" },
    { "cluster", "compatibility_level", NULL },
    { "cluster", "cpu_type", "cpu/type" },
    { "cluster", "datacenter", "data_center.name" },
    { "host", "cluster", "cluster.name" },
    { "host", "datacenter", "cluster.data_center.name" },
    { "host", "tag", "<host_tag.host.tag.name" },
    { "host", "hw_id", NULL },
    { "host", "architecture", NULL },
    { "network", "datacenter", "data_center.name" },
    { "network", "vlanid", "vlan" },
    { "network", "vmnetwork", "usages/usage", "vm" },
    { "network", "label", "<network_label.network.label" },
    { "network", "provider_name", NULL },
    { "network", "qos_name", "qos.name" },
    { "vnic_profile", "network", "network.name" },
    { "vnic_profile", "datacenter", "data_center.name" },
    { "vnic_profile", "network_filter", "network_filter.name" },
    { "vnic_profile", "qos", "qos.name" },
    { "vnic_profile", "failover", "failover.name" },
    { "template", "cluster", "cluster.name" },
    { "template", "datacenter", "cluster.data_center.name" },
    { "vm", "cluster", "cluster.name" },
    { "vm", "datacenter", "cluster.data_center.name" },
    { "vm", "host", "host.name" },
    { "vm", "template", "template.name" },
    { "vm", "pool", NULL },
    { "vm", "tag", "<vm_tag.vm.tag.name" },
    { "event", "type", "code" },
    { "event", "message", "event_description" },
    { "event", "usrname", "user.user_name" },
    { "event", "event_host", "host.name" },
    { "event", "event_vm", "vm.name" },
    { "event", "event_datacenter", "data_center.name" },
    { "event", "custom_event_id", "custom_id" },
    { "event", "event_template", "template.name" },
    { "user", "usrname", "user_name" },
    { "user", "login", "name" },
    { "user", "lastname", "last_name" },
    { "user", "directory", "domain/name" },
    { "user", "department", NULL },
};

/* "Data_Centers" and "datacenter" are one word. */
static char *normal_word(const char *word)
{
    GString *normal = g_string_new(NULL);
    for (; *word != '\0'; word++)
        if (*word != '_')
            g_string_append_c(normal, g_ascii_tolower(*word));
    if (normal->len > 1 && normal->str[normal->len - 1] == 's')
        g_string_truncate(normal, normal->len - 1);
    return g_string_free(normal, FALSE);
}

static bool same_word(const char *a, const char *b)
{
    g_autofree char *normal_a = normal_word(a), *normal_b = normal_word(b);
    return strcmp(normal_a, normal_b) == 0;
}

const EntityType *search_type_find(const char *word)
{
    for (int i = 0; entity_types[i] != NULL; i++)
        if (entity_types[i]->path != NULL && same_word(entity_types[i]->name, word))
            return entity_types[i];
    return NULL;
}

/* --- paths --------------------------------------------------------------------------------------
 */

/* The row that holds 'name', a column or, as it has no '.', a place in the representation. */
static const Field *find_field(const EntityType *type, const char *name)
{
    for (int i = 0; i < type->n_fields; i++) {
        const Field *field = &type->fields[i];
        if ((field->flags & F_SECRET) == 0 &&
            (g_strcmp0(field->column, name) == 0 || g_strcmp0(field->path, name) == 0))
            return field;
    }
    return NULL;
}

/* Adds the steps of 'path' from 'type'; returns the type at its end.  Paths are our own: a wrong
 * one is a bug that the test of the tables finds. */
static const EntityType *follow(SearchField *field, const EntityType *type, char **parts)
{
    for (; *parts != NULL; parts++) {
        SearchStep *step = &field->steps[field->n_steps++];
        g_assert(field->n_steps <= SEARCH_MAX_STEPS);
        step->backward = **parts == '<';
        step->type = step->backward ? entity_type_find(*parts++ + 1) : type;
        g_assert(step->type != NULL && *parts != NULL);
        step->row = entity_row_of(step->type, *parts);
        g_assert(step->row >= 0);
        type = step->backward ? step->type : step->type->fields[step->row].detail;
    }
    return type;
}

/* The values at 'path', whose last part is a field. */
static void compile(SearchField *field, const EntityType *type, const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, ".", 0);
    guint last = g_strv_length(parts) - 1;
    g_autofree char *name = g_steal_pointer(&parts[last]);
    type = follow(field, type, parts);
    if (strcmp(name, "id") == 0)
        return;
    field->field = find_field(type, name);
    g_assert(field->field != NULL);
}

SearchField search_field_compile(const EntityType *type, const char *path)
{
    SearchField field = { 0 };
    compile(&field, type, path);
    return field;
}

/* --- names --------------------------------------------------------------------------------------
 */

static const EntityType *find_object(SearchField *field, const EntityType *type, const char *object,
                                     GError **error)
{
    g_autoptr(GString) possible = g_string_new(NULL);
    if (search_type_find(object) == type)
        return type;
    for (gsize i = 0; i < G_N_ELEMENTS(relations); i++) {
        if (strcmp(relations[i].type, type->name) != 0)
            continue;
        if (same_word(relations[i].object, object)) {
            field->none = relations[i].path == NULL;
            if (field->none)
                return type;
            g_auto(GStrv) parts = g_strsplit(relations[i].path, ".", 0);
            return follow(field, type, parts);
        }
        g_string_append_printf(possible, "%s%s", possible->len > 0 ? ", " : "",
                               relations[i].object);
    }
    return err_null(error, ERR_INVALID, "A %s is not searched by %.80s; possible are: %s",
                    type->title, object, possible->len > 0 ? possible->str : "none");
}

static bool is_searched(const Field *field)
{
    return field->path != NULL && !(field->flags & (F_INTERNAL | F_SECRET | F_INPUT_ONLY)) &&
           field->kind != FIELD_REF;
}

/* The seldom set ones would make it a long list. */
static bool is_listed(const Field *field)
{
    return is_searched(field) && field_has_column(field);
}

static const Alias *find_alias(const EntityType *type, const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(aliases); i++)
        if (strcmp(aliases[i].type, type->name) == 0 &&
            g_ascii_strcasecmp(aliases[i].name, name) == 0)
            return &aliases[i];
    return NULL;
}

static bool find_name(SearchField *field, const EntityType *type, const char *name, GError **error)
{
    if (g_ascii_strcasecmp(name, "id") == 0)
        return true;
    const Alias *alias = find_alias(type, name);
    if (alias != NULL) {
        field->none = alias->path == NULL;
        field->word = alias->word;
        if (!field->none)
            compile(field, type, alias->path);
        return true;
    }
    g_autoptr(GString) possible = g_string_new("id");
    for (int i = 0; i < type->n_fields; i++) {
        const Field *row = &type->fields[i];
        if (!is_searched(row))
            continue;
        const char *word = row->column != NULL ? row->column : row->path;
        if (g_ascii_strcasecmp(word, name) == 0 || g_ascii_strcasecmp(row->path, name) == 0) {
            field->field = row;
            return true;
        }
        if (is_listed(row))
            g_string_append_printf(possible, ", %s", word);
    }
    return err_set(error, ERR_INVALID, "A %s is not searched by %.80s; possible are: %s",
                   type->title, name, possible->str);
}

bool search_field_find(const EntityType *type, const char *object, const char *name,
                       SearchField *ret, GError **error)
{
    SearchField field = { 0 };
    if (object != NULL)
        type = find_object(&field, type, object, error);
    if (type == NULL || (!field.none && !find_name(&field, type, name, error)))
        return false;
    *ret = field;
    return true;
}

/* --- all of them --------------------------------------------------------------------------------
 */

typedef struct {
    const EntityType *type;
    const char *object; /* NULL: the type itself */
    SearchFieldVisit each;
    gpointer data;
} Offer;

static void offer_name(const Offer *offer, const char *name)
{
    SearchField field;
    bool found = search_field_find(offer->type, offer->object, name, &field, NULL);
    g_assert(found);
    if (field.none)
        return;
    g_autofree char *whole =
        offer->object != NULL ? g_strconcat(offer->object, ".", name, NULL) : g_strdup(name);
    offer->each(whole, &field, offer->data);
}

/* The names that 'type', which the object of the offer is, is asked by. */
static void offer_names(const Offer *offer, const EntityType *type)
{
    offer_name(offer, "id");
    for (gsize i = 0; i < G_N_ELEMENTS(aliases); i++)
        if (strcmp(aliases[i].type, type->name) == 0)
            offer_name(offer, aliases[i].name);
    for (int i = 0; i < type->n_fields; i++)
        if (is_listed(&type->fields[i]) && find_alias(type, type->fields[i].column) == NULL)
            offer_name(offer, type->fields[i].column);
}

void search_field_each(const EntityType *type, SearchFieldVisit each, gpointer data)
{
    Offer own = { type, NULL, each, data };
    offer_names(&own, type);
    for (gsize i = 0; i < G_N_ELEMENTS(relations); i++) {
        if (strcmp(relations[i].type, type->name) != 0 || relations[i].path == NULL)
            continue;
        SearchField field = { 0 };
        Offer other = { type, relations[i].object, each, data };
        offer_names(&other, find_object(&field, type, other.object, NULL));
    }
}

bool search_field_is_single(const SearchField *field)
{
    for (int i = 0; i < field->n_steps; i++)
        if (field->steps[i].backward)
            return false;
    return field->field == NULL || field->field->kind != FIELD_STRINGS;
}

/* --- values -------------------------------------------------------------------------------------
 */

typedef struct {
    const SearchField *field;
    const SearchWorld *world;
    bool (*visit)(const void *end, gpointer data);
    gpointer data;
} Visit;

static bool visit_from(const Visit *visit, const void *entity, int n);

static bool visit_backward(const Visit *visit, const void *entity, const SearchStep *step, int n)
{
    const char *column = step->type->fields[step->row].column;
    g_autoptr(GPtrArray) others =
        visit->world->list_by(step->type, column, ((const Entity *)entity)->id, visit->world->data);
    for (guint i = 0; others != NULL && i < others->len; i++)
        if (visit_from(visit, others->pdata[i], n + 1))
            return true;
    return false;
}

/* The template without a cluster, Blank, is one of every data center. */
static bool is_everywhere(const Visit *visit, const SearchStep *step)
{
    return strcmp(step->type->name, "template") == 0 && visit->field->n_steps > 1;
}

static bool visit_from(const Visit *visit, const void *entity, int n)
{
    if (n == visit->field->n_steps)
        return visit->visit(entity, visit->data);
    const SearchStep *step = &visit->field->steps[n];
    if (visit->world == NULL)
        return false;
    if (step->backward)
        return visit_backward(visit, entity, step, n);
    const Field *row = &step->type->fields[step->row];
    const char *id = field_string(entity, row);
    if (id == NULL && is_everywhere(visit, step))
        return true;
    const void *next = id != NULL ? visit->world->get(row->detail, id, visit->world->data) : NULL;
    return next != NULL && visit_from(visit, next, n + 1);
}

bool search_field_any(const SearchField *field, const void *entity, const SearchWorld *world,
                      bool (*visit)(const void *end, gpointer data), gpointer data)
{
    Visit all = { field, world, visit, data };
    return !field->none && visit_from(&all, entity, 0);
}
