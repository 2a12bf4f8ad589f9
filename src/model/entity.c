#include "model/entity.h"

#include "base/err.h"
#include "base/mac.h"
#include "model/bookmark.h"
#include "model/catalogue.h"
#include "model/cluster.h"
#include "model/data-center.h"
#include "model/event.h"
#include "model/host-nic.h"
#include "model/host.h"
#include "model/job.h"
#include "model/lease.h"
#include "model/mac-pool.h"
#include "model/network-filter.h"
#include "model/network.h"
#include "model/permit.h"
#include "model/qos.h"
#include "model/role.h"
#include "model/tag.h"
#include "model/user.h"
#include "model/vm.h"
#include "model/vnic-profile.h"

#include <string.h>

#define ONE_LINE_MAX 255

/* Parents before children, so that tables can be made in this order. */
const EntityType *const entity_types[] = {
    &user_type,
    &token_type,
    &group_type,
    &group_member_type,
    &domain_type,
    &role_type,
    &permit_type,
    &mac_pool_type,
    &data_center_type,
    &scheduling_policy_type,
    &migration_policy_type,
    &cluster_level_type,
    &operating_system_type,
    &system_option_type,
    &cluster_type,
    &network_type,
    &network_filter_type,
    &qos_type,
    &network_label_type,
    &cluster_network_type,
    &vnic_profile_type,
    &host_type,
    &host_nic_type,
    &pf_network_type,
    &pf_label_type,
    &virtual_function_type,
    &template_type,
    &template_nic_type,
    &vm_type,
    &vm_nic_type,
    &network_filter_parameter_type,
    &tag_type,
    &affinity_label_type,
    &vm_tag_type,
    &host_tag_type,
    &label_vm_type,
    &label_host_type,
    &bookmark_type,
    &job_type,
    &step_type,
    &lease_type,
    &event_type,
    &permission_type,
    NULL,
};

const EntityType *entity_type_find(const char *name)
{
    for (int i = 0; entity_types[i] != NULL; i++)
        if (strcmp(entity_types[i]->name, name) == 0)
            return entity_types[i];
    return NULL;
}

EntityTypeSet entity_type_bit(const EntityType *type)
{
    int i = 0;
    while (entity_types[i] != NULL && entity_types[i] != type)
        i++;
    g_assert(entity_types[i] != NULL && i < 64);
    return G_GUINT64_CONSTANT(1) << i;
}

static void *field_at(const void *entity, const Field *field)
{
    return (char *)entity + field->offset;
}

static const EntityType *type_of(const void *entity)
{
    return ((const Entity *)entity)->type;
}

/* Whether the row's value lies in the struct and is the row's own. */
static bool field_has_value(const Field *field)
{
    return field->kind != FIELD_CONST && !(field->flags & F_ALIAS);
}

static bool field_is_number(const Field *field)
{
    switch (field->kind) {
    case FIELD_BOOL:
    case FIELD_INT:
    case FIELD_ENUM:
    case FIELD_TIME:
        return true;
    case FIELD_STRING:
    case FIELD_REF:
    case FIELD_MAC:
    case FIELD_STRINGS:
    case FIELD_CONST:
        return false;
    }
    g_assert_not_reached();
}

void *entity_new(const EntityType *type)
{
    Entity *entity = g_malloc0(type->size);
    entity->type = type;
    for (int i = 0; i < type->n_fields; i++)
        if (type->fields[i].initial != 0)
            field_set_int(entity, &type->fields[i], type->fields[i].initial);
    return entity;
}

void entity_free(void *entity)
{
    if (entity == NULL)
        return;
    const EntityType *type = type_of(entity);
    for (int i = 0; i < type->n_fields; i++) {
        const Field *field = &type->fields[i];
        if (!field_has_value(field) || field_is_number(field))
            continue;
        if (field->kind == FIELD_STRINGS)
            g_strfreev(field_strings(entity, field));
        else
            g_free((char *)field_string(entity, field));
    }
    g_free(((Entity *)entity)->id);
    g_free(entity);
}

void entity_copy_row(void *dst, const void *src, const Field *field)
{
    if (field_is_number(field))
        field_set_int(dst, field, field_int(src, field));
    else if (field->kind == FIELD_STRINGS)
        field_take_strings(dst, field, g_strdupv(field_strings(src, field)));
    else
        field_take_string(dst, field, g_strdup(field_string(src, field)));
}

void *entity_dup(const void *entity)
{
    const EntityType *type = type_of(entity);
    Entity *copy = entity_new(type);
    copy->id = g_strdup(((const Entity *)entity)->id);
    memcpy(copy->given, ((const Entity *)entity)->given, sizeof(copy->given));
    for (int i = 0; i < type->n_fields; i++)
        if (field_has_value(&type->fields[i]))
            entity_copy_row(copy, entity, &type->fields[i]);
    return copy;
}

bool entity_given(const void *entity, int row)
{
    return (((const Entity *)entity)->given[row / 64] >> (row % 64)) & 1;
}

bool entity_given_at(const void *entity, gsize offset)
{
    const EntityType *type = type_of(entity);
    for (int i = 0; i < type->n_fields; i++)
        if (field_has_value(&type->fields[i]) && type->fields[i].offset == offset)
            return entity_given(entity, i);
    g_assert_not_reached();
}

void entity_set_given(void *entity, int row)
{
    ((Entity *)entity)->given[row / 64] |= G_GUINT64_CONSTANT(1) << (row % 64);
}

void entity_set_all_given(void *entity)
{
    for (int i = 0; i < type_of(entity)->n_fields; i++)
        entity_set_given(entity, i);
}

int entity_row_of(const EntityType *type, const char *column)
{
    for (int i = 0; i < type->n_fields; i++)
        if (g_strcmp0(type->fields[i].column, column) == 0)
            return i;
    return -1;
}

const char *entity_shown_id(const void *entity)
{
    const EntityType *type = type_of(entity);
    if (type->id_column == NULL)
        return ((const Entity *)entity)->id;
    return field_string(entity, &type->fields[entity_row_of(type, type->id_column)]);
}

static bool strings_equal(char **a, char **b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return g_strv_equal((const char *const *)a, (const char *const *)b);
}

static bool field_equal(const void *a, const void *b, const Field *field)
{
    if (field_is_number(field))
        return field_int(a, field) == field_int(b, field);
    if (field->kind == FIELD_STRINGS)
        return strings_equal(field_strings(a, field), field_strings(b, field));
    return g_strcmp0(field_string(a, field), field_string(b, field)) == 0;
}

static bool field_is_merged(const Field *field)
{
    return field_has_value(field) && !(field->flags & (F_READONLY | F_INTERNAL));
}

bool entity_merge(void *dst, const void *src, GError **error)
{
    const EntityType *type = type_of(dst);
    g_assert(type == type_of(src));
    for (int i = 0; i < type->n_fields; i++) {
        const Field *field = &type->fields[i];
        if (!entity_given(src, i) || !field_is_merged(field) || !(field->flags & F_IMMUTABLE) ||
            field_equal(dst, src, field))
            continue;
        g_autofree char *now = field_text(dst, field);
        g_autofree char *asked = field_text(src, field);
        err_set(error, ERR_CONFLICT, "%s of a %s cannot be changed: it is %s, asked was %s",
                field->path, type->title, now != NULL ? now : "unset",
                asked != NULL ? asked : "none");
        return err_about(error, field->path);
    }
    for (int i = 0; i < type->n_fields; i++)
        if (entity_given(src, i) && field_is_merged(&type->fields[i])) {
            entity_copy_row(dst, src, &type->fields[i]);
            entity_set_given(dst, i);
        }
    return true;
}

bool entity_equal(const void *a, const void *b)
{
    const EntityType *type = type_of(a);
    if (type != type_of(b) || g_strcmp0(((const Entity *)a)->id, ((const Entity *)b)->id) != 0)
        return false;
    for (int i = 0; i < type->n_fields; i++)
        if (field_is_stored(&type->fields[i]) && !field_equal(a, b, &type->fields[i]))
            return false;
    return true;
}

/* How a row is called in a sentence about input. */
static const char *field_label(const Field *field)
{
    return field->path != NULL ? field->path : field->column;
}

static bool text_check(const EntityType *type, const Field *field, const char *text, GError **error)
{
    if (!g_utf8_validate(text, -1, NULL))
        return err_set(error, ERR_INVALID, "%s of a %s is not valid UTF-8", field_label(field),
                       type->title);
    gint64 min, max;
    field_bounds(field, &min, &max);
    bool lines = max > ONE_LINE_MAX;
    for (const char *p = text; *p != '\0'; p++)
        if ((guchar)*p == 0x7f || ((guchar)*p < 0x20 && !(lines && strchr("\t\n\r", *p) != NULL)))
            return err_set(error, ERR_INVALID, "%s of a %s contains the control character 0x%02x",
                           field_label(field), type->title, (guchar)*p);
    glong length = g_utf8_strlen(text, -1);
    if (length < min || length > max)
        return err_set(error, ERR_INVALID,
                       "%s of a %s has %ld characters; possible are %" G_GINT64_FORMAT
                       " to %" G_GINT64_FORMAT,
                       field_label(field), type->title, length, min, max);
    return true;
}

static bool int_check(const EntityType *type, const Field *field, gint64 value, GError **error)
{
    gint64 min, max;
    field_bounds(field, &min, &max);
    bool absent = value < min && value == field->initial;
    if (absent || (value >= min && value <= max))
        return true;
    return err_set(error, ERR_INVALID,
                   "%s of a %s is %" G_GINT64_FORMAT "; possible are %" G_GINT64_FORMAT
                   " to %" G_GINT64_FORMAT,
                   field_label(field), type->title, value, min, max);
}

static bool strings_check(const EntityType *type, const Field *field, char **strings,
                          GError **error)
{
    const EnumTable *words = field->flags & (F_IDS | F_PAIRS | F_RECORDS) ? NULL : field->detail;
    for (int i = 0; strings != NULL && strings[i] != NULL; i++) {
        int value;
        if (!text_check(type, field, strings[i], error))
            return false;
        if (words != NULL && !enum_parse(words, strings[i], &value, error))
            return err_prefix(error, "%s of a %s", field_label(field), type->title);
    }
    return true;
}

static bool field_check(const void *entity, const Field *field, GError **error)
{
    const EntityType *type = type_of(entity);
    MacAddr mac;
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_REF:
        return !field_is_present(entity, field) ||
               text_check(type, field, field_string(entity, field), error);
    case FIELD_MAC:
        return !field_is_present(entity, field) ||
               mac_parse(field_string(entity, field), &mac, error) ||
               err_prefix(error, "%s of a %s", field_label(field), type->title);
    case FIELD_STRINGS:
        return strings_check(type, field, field_strings(entity, field), error);
    case FIELD_INT:
        return int_check(type, field, field_int(entity, field), error);
    case FIELD_ENUM:
        g_assert(field_int(entity, field) >= 0 &&
                 field_int(entity, field) < ((const EnumTable *)field->detail)->n_words);
        return true;
    case FIELD_BOOL:
    case FIELD_TIME:
    case FIELD_CONST:
        return true;
    }
    g_assert_not_reached();
}

char *entity_missing(const void *entity)
{
    const EntityType *type = type_of(entity);
    g_autoptr(GString) missing = g_string_new(NULL);
    for (int i = 0; i < type->n_fields; i++)
        if ((type->fields[i].flags & F_REQUIRED) && !entity_given(entity, i))
            g_string_append_printf(missing, "%s%s", missing->len > 0 ? ", " : "",
                                   field_label(&type->fields[i]));
    return missing->len > 0 ? g_string_free(g_steal_pointer(&missing), FALSE) : NULL;
}

bool entity_validate(const void *entity, bool for_create, GError **error)
{
    const EntityType *type = type_of(entity);
    g_autofree char *missing = for_create ? entity_missing(entity) : NULL;
    if (missing != NULL)
        return err_set(error, ERR_INVALID, "%s [%s] required for add", type->title, missing);
    for (int i = 0; i < type->n_fields; i++)
        if (field_has_value(&type->fields[i]) && !field_check(entity, &type->fields[i], error))
            return err_about(error, field_label(&type->fields[i]));
    return true;
}

void field_bounds(const Field *field, gint64 *ret_min, gint64 *ret_max)
{
    bool unbounded = field->min == 0 && field->max == 0;
    *ret_min = field->min;
    *ret_max = !unbounded ? field->max : field->kind == FIELD_INT ? G_MAXINT64 : ONE_LINE_MAX;
}

bool field_is_stored(const Field *field)
{
    return field->column != NULL;
}

bool field_has_column(const Field *field)
{
    return field->column != NULL && !(field->flags & F_PACKED);
}

bool field_is_present(const void *entity, const Field *field)
{
    gint64 min, max;
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_REF:
    case FIELD_MAC:
        return field_string(entity, field) != NULL;
    case FIELD_STRINGS:
        return field_strings(entity, field) != NULL;
    case FIELD_TIME:
        return field_int(entity, field) != 0;
    case FIELD_INT:
        field_bounds(field, &min, &max);
        return field_int(entity, field) >= min;
    case FIELD_BOOL:
    case FIELD_ENUM:
    case FIELD_CONST:
        return true;
    }
    g_assert_not_reached();
}

const char *field_string(const void *entity, const Field *field)
{
    return *(char **)field_at(entity, field);
}

void field_take_string(void *entity, const Field *field, char *value)
{
    char **at = field_at(entity, field);
    g_free(*at);
    *at = value;
}

gint64 field_int(const void *entity, const Field *field)
{
    if (field->kind == FIELD_INT || field->kind == FIELD_TIME)
        return *(gint64 *)field_at(entity, field);
    return *(int *)field_at(entity, field);
}

void field_set_int(void *entity, const Field *field, gint64 value)
{
    if (field->kind == FIELD_INT || field->kind == FIELD_TIME)
        *(gint64 *)field_at(entity, field) = value;
    else
        *(int *)field_at(entity, field) = (int)value;
}

char **field_strings(const void *entity, const Field *field)
{
    return *(char ***)field_at(entity, field);
}

void field_take_strings(void *entity, const Field *field, char **value)
{
    char ***at = field_at(entity, field);
    g_strfreev(*at);
    *at = value;
}

static char *time_text(gint64 time_us)
{
    g_autoptr(GDateTime) seconds = g_date_time_new_from_unix_utc(time_us / G_USEC_PER_SEC);
    return seconds != NULL ? g_date_time_format(seconds, "%Y-%m-%d %H:%M:%S") : NULL;
}

char *field_text(const void *entity, const Field *field)
{
    if (!field_is_present(entity, field))
        return NULL;
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_REF:
    case FIELD_MAC:
        return g_strdup(field_string(entity, field));
    case FIELD_STRINGS:
        return g_strjoinv(" ", field_strings(entity, field));
    case FIELD_BOOL:
        return g_strdup(field_int(entity, field) ? "true" : "false");
    case FIELD_INT:
        return g_strdup_printf("%" G_GINT64_FORMAT, field_int(entity, field));
    case FIELD_ENUM:
        return g_strdup(enum_word(field->detail, (int)field_int(entity, field)));
    case FIELD_TIME:
        return time_text(field_int(entity, field));
    case FIELD_CONST:
        return g_strdup(field->detail);
    }
    g_assert_not_reached();
}
