#include "repr/write.h"

#include <string.h>

typedef struct {
    const ReprContext *context;
    Emit *emit;
    const Entity *entity;
    const char *path; /* of the row written last: its parents are open */
    GString *href;    /* scratch */
} Walk;

/* --- addresses ----------------------------------------------------------------------------------
 */

static const char *column_value(const void *entity, const char *column)
{
    const EntityType *type = ((const Entity *)entity)->type;
    int row = entity_row_of(type, column);
    return row >= 0 ? field_string(entity, &type->fields[row]) : NULL;
}

/* Appends the address of the entity of 'type' with 'id'.  The ids of the entities that it lies
 * under are looked up in 'from' by the names of their columns.  False, with rubbish in 'href', when
 * it has no address. */
static bool append_href(GString *href, const ReprContext *context, const EntityType *type,
                        const char *id, const void *from)
{
    if (type->path == NULL || id == NULL)
        return false;
    if (type->parent == NULL) {
        g_string_append(href, context->prefix);
    } else {
        const EntityType *parent = type->fields[entity_row_of(type, type->parent)].detail;
        const char *parent_id = from != NULL ? column_value(from, type->parent) : NULL;
        if (!append_href(href, context, parent, parent_id, from))
            return false;
    }
    g_string_append_c(href, '/');
    g_string_append(href, type->path);
    g_string_append_c(href, '/');
    g_string_append(href, id);
    return true;
}

static bool append_own_href(GString *href, const ReprContext *context, const void *entity)
{
    const char *id = entity_shown_id(entity);
    if (context->collection_href == NULL)
        return append_href(href, context, ((const Entity *)entity)->type, id, entity);
    g_string_append(href, context->collection_href);
    g_string_append_c(href, '/');
    g_string_append(href, id);
    return id != NULL;
}

char *repr_href(const ReprContext *context, const void *entity)
{
    GString *href = g_string_new(NULL);
    bool found = append_own_href(href, context, entity);
    return g_string_free(href, !found);
}

/* <element href= id=>, to be closed. */
static void open_ref(GString *scratch, const ReprContext *context, Emit *emit, const char *element,
                     const EntityType *type, const char *id, const void *from)
{
    emit_open(emit, element);
    g_string_truncate(scratch, 0);
    if (append_href(scratch, context, type, id, from))
        emit_attribute(emit, "href", scratch->str);
    emit_attribute(emit, "id", id);
}

static void emit_ref(GString *scratch, const ReprContext *context, Emit *emit, const char *element,
                     const EntityType *type, const char *id, const void *from)
{
    open_ref(scratch, context, emit, element, type, id, from);
    emit_close(emit);
}

void repr_emit_ref(const ReprContext *context, Emit *emit, const char *element,
                   const EntityType *type, const char *id, const void *from)
{
    g_autoptr(GString) scratch = g_string_new(NULL);
    emit_ref(scratch, context, emit, element, type, id, from);
}

/* --- rows ---------------------------------------------------------------------------------------
 */

/* Closes the parents of the last row and opens those of 'path', less the ones they share. */
static void walk_to(Walk *walk, const char *path)
{
    gsize shared = 0;
    for (gsize i = 0; path[i] != '\0' && path[i] == walk->path[i]; i++)
        if (path[i] == '/')
            shared = i + 1;
    for (const char *slash = strchr(walk->path + shared, '/'); slash != NULL;
         slash = strchr(slash + 1, '/'))
        emit_close(walk->emit);
    const char *name = path + shared;
    for (const char *slash = strchr(name, '/'); slash != NULL; slash = strchr(name, '/')) {
        emit_open(walk->emit, name);
        name = slash + 1;
    }
    walk->path = path;
}

static const char *leaf_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static void emit_pair(Emit *emit, const char *item, const char *pair, const char *const *names)
{
    g_auto(GStrv) parts = g_strsplit(pair, ",", (int)g_strv_length((char **)names));
    emit_open(emit, item);
    for (int i = 0; names[i] != NULL && parts[i] != NULL; i++)
        emit_text(emit, names[i], parts[i]);
    emit_close(emit);
}

static void emit_record(Emit *emit, const char *item, const char *record, const char *const *names)
{
    g_auto(GStrv) texts = g_strsplit(record, "\n", -1);
    emit_open(emit, item);
    for (int i = 0; names[i] != NULL && texts[i] != NULL; i++)
        if (strcmp(names[i], "id") == 0)
            emit_attribute(emit, "id", texts[i]);
        else
            emit_text(emit, names[i], texts[i]);
    emit_close(emit);
}

static void emit_strings(Walk *walk, const Field *field, const char *item)
{
    char **strings = field_strings(walk->entity, field);
    if (strings == NULL || strings[0] == NULL)
        return;
    emit_open_list(walk->emit, item);
    for (int i = 0; strings[i] != NULL; i++)
        if (field->flags & F_PAIRS)
            emit_pair(walk->emit, item, strings[i], field->detail);
        else if (field->flags & F_RECORDS)
            emit_record(walk->emit, item, strings[i], field->detail);
        else if (field->flags & F_IDS)
            emit_ref(walk->href, walk->context, walk->emit, item, field->detail, strings[i],
                     walk->entity);
        else
            emit_text(walk->emit, item, strings[i]);
    emit_close_list(walk->emit);
}

static void emit_const(Emit *emit, const Field *field, const char *name)
{
    if (field->flags & F_LIST)
        emit_open_list(emit, name);
    if (field->flags & F_ATTRIBUTE)
        emit_attribute(emit, name, field->detail);
    else
        emit_text(emit, name, field->detail);
    if (field->flags & F_LIST)
        emit_close_list(emit);
}

static void emit_number(Emit *emit, const Field *field, const char *name, gint64 value)
{
    if (field->scale != 0)
        value *= field->scale;
    if (!(field->flags & F_ATTRIBUTE)) {
        emit_int(emit, name, value);
        return;
    }
    g_autofree char *digits = g_strdup_printf("%" G_GINT64_FORMAT, value);
    emit_attribute(emit, name, digits);
}

/* Whether a row that is not written "always" says nothing beyond its being absent. */
static bool is_blank(const Entity *entity, const Field *field)
{
    switch (field->kind) {
    case FIELD_STRING:
        return *field_string(entity, field) == '\0';
    case FIELD_BOOL:
    case FIELD_INT:
        return field_int(entity, field) == 0;
    case FIELD_STRINGS:
        return *field_strings(entity, field) == NULL;
    case FIELD_ENUM:
    case FIELD_REF:
    case FIELD_TIME:
    case FIELD_MAC:
    case FIELD_CONST:
        return false;
    }
    g_assert_not_reached();
}

static bool is_written(const Walk *walk, const Field *field)
{
    if (field->path == NULL || (field->flags & (F_INTERNAL | F_SECRET | F_INPUT_ONLY)) ||
        ((field->flags & F_LINKED_ONLY) && !walk->context->full) ||
        (field->shown != NULL && !field->shown(walk->entity)))
        return false;
    bool present = field_is_present(walk->entity, field);
    if (field->flags & F_ALWAYS)
        return present || field->kind == FIELD_STRING || field->kind == FIELD_STRINGS;
    return present && !is_blank(walk->entity, field);
}

static void emit_ref_row(Walk *walk, const Field *field, const char *name)
{
    const ReprContext *context = walk->context;
    const char *id = field_string(walk->entity, field);
    g_string_truncate(walk->href, 0);
    if (context->inlined != NULL &&
        append_href(walk->href, context, field->detail, id, walk->entity) &&
        context->inlined(walk->emit, name, walk->href->str, context->inlined_data))
        return;
    open_ref(walk->href, context, walk->emit, name, field->detail, id, walk->entity);
    const char *shown_name =
        field->name_at != 0 ? G_STRUCT_MEMBER(char *, walk->entity, field->name_at) : NULL;
    if (shown_name != NULL)
        emit_text(walk->emit, "name", shown_name);
    emit_close(walk->emit);
}

static void emit_row(Walk *walk, const Field *field)
{
    Emit *emit = walk->emit;
    const Entity *entity = walk->entity;
    walk_to(walk, field->path);
    const char *name = leaf_of(field->path);
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_MAC: {
        const char *text = field_string(entity, field);
        emit_text(emit, name, text != NULL ? text : "");
        return;
    }
    case FIELD_BOOL:
        emit_bool(emit, name, field_int(entity, field));
        return;
    case FIELD_INT:
        emit_number(emit, field, name, field_int(entity, field));
        return;
    case FIELD_ENUM:
        emit_text(emit, name, enum_word(field->detail, (int)field_int(entity, field)));
        return;
    case FIELD_REF:
        emit_ref_row(walk, field, name);
        return;
    case FIELD_TIME:
        emit_time(emit, name, field_int(entity, field));
        return;
    case FIELD_STRINGS:
        emit_strings(walk, field, name);
        return;
    case FIELD_CONST:
        emit_const(emit, field, name);
        return;
    }
    g_assert_not_reached();
}

/* --- entities -----------------------------------------------------------------------------------
 */

static void append_link_href(GString *href, const ReprContext *context, const char *base,
                             const ReprLink *link)
{
    const char *path = link->path != NULL ? link->path : link->rel;
    bool absolute = *path == '/';
    g_string_assign(href, absolute ? context->prefix : base);
    if (!absolute)
        g_string_append_c(href, '/');
    g_string_append(href, path);
}

void repr_emit_links(const ReprContext *context, Emit *emit, const char *base,
                     const ReprLink *links)
{
    if (links == NULL || links->rel == NULL)
        return;
    g_autoptr(GString) href = g_string_sized_new(256);
    emit_open_list(emit, "link");
    for (; links->rel != NULL; links++) {
        append_link_href(href, context, base, links);
        emit_open(emit, "link");
        emit_attribute(emit, "href", href->str);
        emit_attribute(emit, "rel", links->rel);
        emit_close(emit);
    }
    emit_close_list(emit);
}

/* Writes what is inlined in place of its link; returns the links that stay. */
static GArray *inline_links(const ReprContext *context, Emit *emit, const char *base,
                            const ReprLink *links)
{
    GArray *left = g_array_new(TRUE, TRUE, sizeof(ReprLink));
    g_autoptr(GString) href = g_string_new(NULL);
    g_array_set_size(left, 0);
    for (; links != NULL && links->rel != NULL; links++) {
        append_link_href(href, context, base, links);
        if (!context->inlined(emit, links->rel, href->str, context->inlined_data))
            g_array_append_val(left, *links);
    }
    return left;
}

static void emit_entity_links(const ReprContext *context, Emit *emit, const Entity *entity,
                              const char *href)
{
    if (context->actions != NULL) {
        const ReprLink *actions = context->actions(entity, context->data);
        if (actions != NULL && actions->rel != NULL) {
            emit_open(emit, "actions");
            repr_emit_links(context, emit, href, actions);
            emit_close(emit);
        }
    }
    if (context->links == NULL)
        return;
    const ReprLink *links = context->links(entity, context->data);
    if (context->inlined == NULL) {
        repr_emit_links(context, emit, href, links);
        return;
    }
    g_autoptr(GArray) left = inline_links(context, emit, href, links);
    repr_emit_links(context, emit, href, (const ReprLink *)(gconstpointer)left->data);
}

static void emit_entity(const ReprContext *context, Emit *emit, const Entity *entity, GString *href)
{
    const EntityType *type = entity->type;
    emit_open(emit, type->element);
    g_string_truncate(href, 0);
    bool has_href = append_own_href(href, context, entity);
    g_autofree char *own_href = has_href ? g_strndup(href->str, href->len) : NULL;
    if (has_href)
        emit_attribute(emit, "href", own_href);
    const char *id = entity_shown_id(entity);
    if (id != NULL)
        emit_attribute(emit, "id", id);
    if (has_href)
        emit_entity_links(context, emit, entity, own_href);

    Walk walk = { context, emit, entity, "", href };
    for (int i = 0; i < type->n_fields; i++)
        if (is_written(&walk, &type->fields[i]))
            emit_row(&walk, &type->fields[i]);
    walk_to(&walk, "");
    if (context->extra != NULL)
        context->extra(emit, entity, context->data);
    emit_close(emit);
}

void repr_emit(const ReprContext *context, Emit *emit, const void *entity)
{
    g_autoptr(GString) href = g_string_new(NULL);
    emit_entity(context, emit, entity, href);
}

char *repr_write(const ReprContext *context, const void *entity, gsize *ret_size)
{
    Emit *emit = emit_new(context->format);
    repr_emit(context, emit, entity);
    return emit_finish(emit, ret_size);
}

char *repr_write_list(const ReprContext *context, const EntityType *type, const GPtrArray *entities,
                      gsize *ret_size)
{
    Emit *emit = emit_new(context->format);
    g_autoptr(GString) href = g_string_sized_new(256);
    emit_open(emit, type->collection);
    if (entities->len > 0)
        emit_open_list(emit, type->element);
    for (guint i = 0; i < entities->len; i++)
        emit_entity(context, emit, g_ptr_array_index(entities, i), href);
    if (entities->len > 0)
        emit_close_list(emit);
    emit_close(emit);
    return emit_finish(emit, ret_size);
}

void repr_emit_fault(Emit *emit, const char *reason, const char *detail)
{
    emit_open(emit, "fault");
    if (detail != NULL)
        emit_text(emit, "detail", detail);
    emit_text(emit, "reason", reason);
    emit_close(emit);
}

char *repr_write_fault(ReprFormat format, const char *reason, const char *detail, gsize *ret_size)
{
    Emit *emit = emit_new(format);
    repr_emit_fault(emit, reason, detail);
    return emit_finish(emit, ret_size);
}
