#include "engine/crud.h"

#include "engine/job-record.h"
#include "engine/runtime.h"
#include "engine/visibility.h"
#include "model/job.h"

#include <string.h>

#define MAX_ENUMERATED 5

static const CrudRules *const all_rules[] = {
    &data_center_rules,
    &cluster_rules,
    &cluster_network_rules,
    &network_rules,
    &vnic_profile_rules,
    &mac_pool_rules,
    &network_label_rules,
    &host_rules,
    &host_nic_rules,
    &pf_network_rules,
    &pf_label_rules,
    &vm_rules,
    &vm_nic_rules,
    &template_rules,
    &template_nic_rules,
    &event_rules,
    &job_rules,
    &step_rules,
    &user_rules,
    &qos_rules,
    &network_filter_rules,
    &network_filter_parameter_rules,
    &tag_rules,
    &affinity_label_rules,
    &vm_tag_rules,
    &host_tag_rules,
    &label_vm_rules,
    &label_host_rules,
    &bookmark_rules,
    &scheduling_policy_rules,
    &cluster_level_rules,
    &operating_system_rules,
    &system_option_rules,
    &group_rules,
    &group_member_rules,
    &role_rules,
    &permission_rules,
};

static const CrudRules *rules_of(const EntityType *type)
{
    for (gsize i = 0; i < G_N_ELEMENTS(all_rules); i++)
        if (all_rules[i]->type == type)
            return all_rules[i];
    g_assert_not_reached();
}

static const char *text_of(const void *entity, const char *column)
{
    const EntityType *type = ((const Entity *)entity)->type;
    int row = entity_row_of(type, column);
    return row >= 0 ? field_string(entity, &type->fields[row]) : NULL;
}

bool crud_differs(const void *old, const void *entity, const char *column)
{
    const EntityType *type = ((const Entity *)entity)->type;
    const Field *field = &type->fields[entity_row_of(type, column)];
    g_autofree char *before = field_text(old, field), *after = field_text(entity, field);
    /* No list and an empty one look the same outside, so one must not be a change of the other. */
    if (field->kind == FIELD_STRINGS)
        return strcmp(before != NULL ? before : "", after != NULL ? after : "") != 0;
    return g_strcmp0(before, after) != 0;
}

char *crud_name(Store *store, const EntityType *type, const char *id)
{
    if (id == NULL)
        return g_strdup("?");
    g_autoptr(Entity) entity = store_get(store, type, id, NULL);
    const char *name = entity != NULL ? text_of(entity, "name") : NULL;
    return g_strdup(name != NULL ? name : id);
}

void *crud_other(const Crud *crud, const EntityType *type, const char *column, const char *value,
                 const char *id)
{
    g_autoptr(GPtrArray) all = store_list_by(crud->store, type, column, value, NULL);
    for (guint i = 0; all != NULL && i < all->len; i++) {
        const Entity *entity = g_ptr_array_index(all, i);
        if (g_strcmp0(entity->id, id) != 0)
            return g_ptr_array_steal_index(all, i);
    }
    return NULL;
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char *crud_enumerate(GPtrArray *texts)
{
    g_ptr_array_sort(texts, compare_texts);
    GString *all = g_string_new(NULL);
    guint shown = MIN(texts->len, MAX_ENUMERATED);
    for (guint i = 0; i < shown; i++)
        g_string_append_printf(all, "%s%s", i > 0 ? ", " : "",
                               (const char *)g_ptr_array_index(texts, i));
    if (texts->len > shown)
        g_string_append_printf(all, " and %u more", texts->len - shown);
    return g_string_free(all, FALSE);
}

bool crud_about(GError **error, const EntityType *type, const char *column)
{
    const Field *field = &type->fields[entity_row_of(type, column)];
    return err_about(error, field->path != NULL ? field->path : column);
}

bool crud_check_name(const Crud *crud, const void *entity, const char *name, bool plain,
                     GError **error)
{
    const char *title = ((const Entity *)entity)->type->title;
    g_autofree char *stripped = g_strstrip(g_strdup(name != NULL ? name : ""));
    if (*stripped == '\0' || strcmp(stripped, name) != 0)
        return fault_set(error, FAULT_NAME_MAY_NOT_BE_EMPTY, crud->verb, title);
    if (!plain)
        return true;
    for (const char *c = name; *c != '\0'; c = g_utf8_next_char(c))
        if (!g_unichar_isalnum(g_utf8_get_char(c)) && strchr("_-.+", *c) == NULL)
            return fault_set(error, FAULT_NAME_SPECIAL_CHARS, crud->verb, title, name);
    return true;
}

bool crud_check_no_job(const Crud *crud, const void *entity, const char *column, GError **error)
{
    const Entity *base = entity;
    const StoreCondition conditions[] = {
        { .column = column, .text = base->id },
        { .column = "status", .text = enum_word(&job_status_table, JOB_STARTED) },
        { .column = "kind", .op = STORE_NE, .text = HOST_INSTALL_JOB }, /* it gives up then */
    };
    const StoreQuery query = { .conditions = conditions, .n_conditions = 3, .limit = 1 };
    g_autoptr(GPtrArray) jobs = store_list(crud->store, &job_type, &query, error);
    if (jobs == NULL)
        return false;
    if (jobs->len == 0)
        return true;
    const Job *job = g_ptr_array_index(jobs, 0);
    return fault_set(error, FAULT_OBJECT_LOCKED, crud->verb, base->type->title,
                     text_of(entity, "name"),
                     job->description != NULL ? job->description : job->kind);
}

/* --- references ---------------------------------------------------------------------------------
 */

/* The one entity of 'type' that is called 'name'. */
static void *find_by_name(const Crud *crud, const CrudRules *rules, const void *entity,
                          const char *column, const EntityType *type, const char *name,
                          GError **error)
{
    if (entity_row_of(type, "name") < 0)
        return fault_null(error, FAULT_ENTITY_NOT_FOUND, type->title, name);
    g_autoptr(GPtrArray) all = store_list_by(crud->store, type, "name", name, error);
    if (all == NULL)
        return NULL;
    guint n = 0, last = 0;
    for (guint i = 0; i < all->len; i++)
        if (rules == NULL || rules->means == NULL ||
            rules->means(crud, entity, column, g_ptr_array_index(all, i))) {
            last = i;
            n++;
        }
    if (n == 0)
        return fault_null(error, FAULT_ENTITY_NOT_FOUND, type->title, name);
    if (n > 1)
        return fault_null(error, FAULT_NAME_AMBIGUOUS, type->title, name);
    return g_ptr_array_steal_index(all, last);
}

/* NULL without an error when there is no entity with that id. */
static void *find_by_id(Store *store, const EntityType *type, const char *id, GError **error)
{
    return store_find(store, type, "id", id, error);
}

void *crud_find(Store *store, const EntityType *type, const char *ref, GError **error)
{
    GError *failure = NULL;
    void *entity = find_by_id(store, type, ref, &failure);
    if (entity != NULL || failure != NULL) {
        if (failure != NULL)
            g_propagate_error(error, failure);
        return entity;
    }
    const Crud crud = { .store = store };
    return find_by_name(&crud, NULL, NULL, NULL, type, ref, error);
}

/* Puts the fault that the rules have for an unknown 'column' in the place of ENTITY_NOT_FOUND. */
static void *refuse_unknown(const Crud *crud, const CrudRules *rules, const char *column,
                            const char *given, GError *failure, GError **error)
{
    const struct CrudUnknown *unknown = rules->unknown;
    while (unknown != NULL && unknown->column != NULL && strcmp(unknown->column, column) != 0)
        unknown++;
    if (unknown == NULL || unknown->column == NULL || fault_err_code(failure) != ERR_NOT_FOUND) {
        g_propagate_error(error, failure);
        return NULL;
    }
    g_error_free(failure);
    return fault_null(error, unknown->fault, crud->verb, given);
}

/* The id of what 'id' or else 'name' (either may be NULL) refers to. */
static char *find_target(const Crud *crud, const CrudRules *rules, const void *entity,
                         const Field *field, const char *id, const char *name, GError **error)
{
    const EntityType *type = field->detail;
    g_autoptr(Entity) target = NULL;
    if (id != NULL) {
        g_autoptr(GError) failure = NULL;
        target = find_by_id(crud->store, type, id, &failure);
        if (failure != NULL) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return NULL;
        }
        if (target == NULL && name == NULL)
            return fault_null(error, FAULT_ENTITY_NOT_FOUND, type->title, id);
    }
    if (target == NULL)
        target = find_by_name(crud, rules, entity, field->column, type, name, error);
    return target != NULL ? g_strdup(target->id) : NULL;
}

static char *resolve_one(const Crud *crud, const CrudRules *rules, const void *entity,
                         const Field *field, const char *id, const char *name, GError **error)
{
    GError *failure = NULL;
    char *target = find_target(crud, rules, entity, field, id, name, &failure);
    if (target != NULL)
        return target;
    refuse_unknown(crud, rules, field->column, name != NULL ? name : id, failure, error);
    err_about(error, field->path != NULL ? field->path : field->column);
    return NULL;
}

/* The items of a list of ids may be names. */
static bool resolve_list(const Crud *crud, const CrudRules *rules, void *entity, const Field *field,
                         GError **error)
{
    char **given = field_strings(entity, field);
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
    for (int i = 0; given != NULL && given[i] != NULL; i++) {
        g_autofree char *id = resolve_one(crud, rules, entity, field, given[i], given[i], error);
        if (id == NULL)
            return false;
        g_strv_builder_add(ids, id);
    }
    if (given != NULL)
        field_take_strings(entity, field, g_strv_builder_end(ids));
    return true;
}

/* Replaces names by ids in 'entity', and checks the ids. */
static bool resolve_refs(const Crud *crud, const CrudRules *rules, Entity *entity,
                         GHashTable *refs_by_name, GError **error)
{
    for (int row = 0; row < entity->type->n_fields; row++) {
        const Field *field = &entity->type->fields[row];
        if ((field->flags & (F_READONLY | F_INTERNAL | F_ALIAS)) != 0)
            continue;
        if (field->kind == FIELD_STRINGS && (field->flags & F_IDS) != 0) {
            bool stored = !((const EntityType *)field->detail)->computed;
            if (stored && entity_given(entity, row) &&
                !resolve_list(crud, rules, entity, field, error))
                return false;
            continue;
        }
        if (field->kind != FIELD_REF)
            continue;
        const char *name =
            refs_by_name != NULL ? g_hash_table_lookup(refs_by_name, field->column) : NULL;
        const char *id = entity_given(entity, row) ? field_string(entity, field) : NULL;
        if (id == NULL && name == NULL)
            continue;
        char *resolved = resolve_one(crud, rules, entity, field, id, name, error);
        if (resolved == NULL)
            return false;
        field_take_string(entity, field, resolved);
        entity_set_given(entity, row);
    }
    return true;
}

/* --- events -------------------------------------------------------------------------------------
 */

static const char *kind_of(const CrudRules *rules, const void *entity, const char *kind)
{
    return kind != NULL && rules->kind_of != NULL ? rules->kind_of(entity, kind) : kind;
}

/* What an event of the command is about; returns how many words there are.  'texts' keeps those
 * that were looked up. */
static int fill_refs(const Crud *crud, const CrudRules *rules, const void *entity, EventRefs *ret,
                     const char **ret_words, GPtrArray *texts)
{
    int n = 0;
    if (rules->refs != NULL)
        rules->refs(entity, ret, ret_words);
    while (ret_words[n] != NULL)
        n += 2;
    if (rules->words != NULL)
        rules->words(crud, entity, texts);
    for (guint i = 0; i < texts->len; i++)
        ret_words[n++] = g_ptr_array_index(texts, i);
    return n;
}

static bool add_event(const Crud *crud, const CrudRules *rules, const char *kind,
                      const void *entity, GError **error)
{
    EventRefs refs = { 0 };
    const char *words[CRUD_MAX_WORDS + 1] = { NULL };
    if (*kind == '\0')
        return true;
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    fill_refs(crud, rules, entity, &refs, words, texts);
    refs.words = words;
    return event_add(crud->store, crud->caller, kind_of(rules, entity, kind), &refs, error);
}

/* What went wrong in the request itself is its sender's business alone; of a full disk nothing can
 * be recorded. */
static bool is_for_administrators(const GError *error)
{
    switch (fault_err_code(error)) {
    case ERR_INVALID:
    case ERR_NOT_FOUND:
    case ERR_UNAUTHENTICATED:
    case ERR_DENIED:
    case ERR_TOO_LARGE:
    case ERR_UNSUPPORTED:
    case ERR_NO_SPACE:
        return false;
    case ERR_CONFLICT:
    case ERR_BUSY:
    case ERR_UNREACHABLE:
    case ERR_TIMEOUT:
    case ERR_INTERNAL:
    case N_ERR_CODES:
        return true;
    }
    return true;
}

void crud_failed(Engine *engine, const Caller *caller, const char *kind, const EventRefs *refs,
                 const GError *error)
{
    if (kind != NULL && is_for_administrators(error))
        event_record(engine, caller, kind, refs);
}

static void record_failure(const Crud *crud, const CrudRules *rules, const char *kind,
                           const void *entity, const GError *error)
{
    EventRefs refs = { 0 };
    const char *words[CRUD_MAX_WORDS + 1] = { NULL };
    if (kind == NULL)
        return;
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    int n = fill_refs(crud, rules, entity, &refs, words, texts);
    words[n] = "reason";
    words[n + 1] = error->message;
    refs.words = words;
    crud_failed(crud->engine, crud->caller, kind_of(rules, entity, kind), &refs, error);
}

/* --- reading ------------------------------------------------------------------------------------
 */

static bool show(Engine *engine, const CrudRules *rules, GPtrArray *entities, GError **error)
{
    return rules->show == NULL || rules->show(engine, entities, error);
}

static bool show_one(Engine *engine, const CrudRules *rules, void *entity, GError **error)
{
    g_autoptr(GPtrArray) one = g_ptr_array_new();
    g_ptr_array_add(one, entity);
    return show(engine, rules, one, error);
}

void *engine_get(Engine *engine, const Caller *caller, const EntityType *type, const char *id,
                 GError **error)
{
    const CrudRules *rules = rules_of(type);
    if (!permission_check(engine, caller, ACTION_READ, NULL, NULL, error))
        return NULL;
    g_autoptr(Entity) entity = store_get(engine->store, type, id, error);
    if (entity == NULL || !visibility_check(engine, caller, entity, error) ||
        !show_one(engine, rules, entity, error))
        return NULL;
    return g_steal_pointer(&entity);
}

/* They are made of what the host reports, not read from the store. */
static GPtrArray *list_virtual_functions(Engine *engine, const Caller *caller, const char *pf_id,
                                         GError **error)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) seen =
        visibility_conditions(engine, caller, &virtual_function_type, pf_id, texts);
    return seen == NULL ? virtual_function_list(engine, caller, pf_id, error)
                        : g_ptr_array_new_with_free_func(entity_free);
}

/* A query of which the store is asked: also for what lies under a parent, and is seen. */
typedef struct {
    StoreQuery query;
    StoreCondition *conditions;
    GArray *seen;
    GPtrArray *texts; /* of 'seen' */
} Asked;

static void asked_clear(Asked *asked)
{
    g_free(asked->conditions);
    g_clear_pointer(&asked->seen, g_array_unref);
    g_ptr_array_unref(asked->texts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asked, asked_clear)

static void asked_init(Asked *asked, Engine *engine, const Caller *caller, const EntityType *type,
                       const char *parent_id, const StoreQuery *query)
{
    *asked = (Asked){ .query = query != NULL ? *query : (StoreQuery){ 0 } };
    StoreQuery *q = &asked->query;
    if (parent_id != NULL) {
        asked->conditions = g_new0(StoreCondition, q->n_conditions + 1);
        for (int i = 0; i < q->n_conditions; i++)
            asked->conditions[i] = q->conditions[i];
        asked->conditions[q->n_conditions++] =
            (StoreCondition){ .column = rules_of(type)->parent, .op = STORE_EQ, .text = parent_id };
        q->conditions = asked->conditions;
    }
    asked->texts = g_ptr_array_new_with_free_func(g_free);
    asked->seen = visibility_conditions(engine, caller, type, parent_id, asked->texts);
    if (asked->seen != NULL) {
        q->any = (const StoreCondition *)(gpointer)asked->seen->data;
        q->n_any = (int)asked->seen->len;
    }
}

GPtrArray *engine_list(Engine *engine, const Caller *caller, const EntityType *type,
                       const char *parent_id, const StoreQuery *query, GError **error)
{
    if (!permission_check(engine, caller, ACTION_READ, NULL, NULL, error))
        return NULL;
    if (type == &virtual_function_type)
        return list_virtual_functions(engine, caller, parent_id, error);
    g_auto(Asked) asked;
    asked_init(&asked, engine, caller, type, parent_id, query);
    g_autoptr(GPtrArray) entities = store_list(engine->store, type, &asked.query, error);
    if (entities == NULL || !show(engine, rules_of(type), entities, error))
        return NULL;
    return g_steal_pointer(&entities);
}

gint64 engine_count(Engine *engine, const Caller *caller, const EntityType *type,
                    const char *parent_id, const StoreQuery *query, GError **error)
{
    if (!permission_check(engine, caller, ACTION_READ, NULL, NULL, error))
        return -1;
    if (type == &virtual_function_type) {
        g_autoptr(GPtrArray) vfs = list_virtual_functions(engine, caller, parent_id, error);
        return vfs != NULL ? (gint64)vfs->len : -1;
    }
    g_auto(Asked) asked;
    asked_init(&asked, engine, caller, type, parent_id, query);
    return store_count(engine->store, type, &asked.query, error);
}

/* --- adding -------------------------------------------------------------------------------------
 */

/* Copies one row of the same type. */
static void copy_row(void *dst, const void *src, const Field *field)
{
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_REF:
    case FIELD_MAC:
        field_take_string(dst, field, g_strdup(field_string(src, field)));
        break;
    case FIELD_STRINGS:
        field_take_strings(dst, field, g_strdupv(field_strings(src, field)));
        break;
    case FIELD_BOOL:
    case FIELD_INT:
    case FIELD_ENUM:
    case FIELD_TIME:
        field_set_int(dst, field, field_int(src, field));
        break;
    case FIELD_CONST:
        break;
    }
}

/* A new entity with what of 'given' its sender may decide.  Rows that bytes from outside cannot
 * give (F_INTERNAL) were set on purpose, by our own code: a host's activate_when_ready. */
static Entity *new_from(const Entity *given)
{
    Entity *entity = entity_new(given->type);
    for (int row = 0; row < given->type->n_fields; row++) {
        const Field *field = &given->type->fields[row];
        if (!entity_given(given, row) || (field->flags & (F_READONLY | F_ALIAS)) != 0)
            continue;
        copy_row(entity, given, field);
        entity_set_given(entity, row);
    }
    return entity;
}

static bool set_parent(const Crud *crud, const CrudRules *rules, Entity *entity,
                       const char *parent_id, GError **error)
{
    if (parent_id == NULL || rules->parent == NULL) /* a permission's column says what it is of */
        return true;
    int row = entity_row_of(rules->type, rules->parent);
    const Field *field = &rules->type->fields[row];
    g_autoptr(Entity) parent = store_get(crud->store, field->detail, parent_id, error);
    if (parent == NULL)
        return false;
    field_take_string(entity, field, g_strdup(parent_id));
    entity_set_given(entity, row);
    return true;
}

/* What goes with the command and, unless that will tell, the event that it was done. */
static bool write_also(const Crud *crud, const CrudRules *rules, const char *kind, const void *old,
                       void *entity, CrudAlso *also, GError **error)
{
    if (also != NULL && !also->write(crud, old, entity, also, error))
        return false;
    bool silent = (also != NULL && also->silent) || (old != NULL && entity_equal(old, entity));
    return silent || add_event(crud, rules, kind, entity, error);
}

/* When 'entity' is there already it becomes that, and nothing is added. */
static bool is_same(const Crud *crud, const CrudRules *rules, Entity *entity)
{
    g_autoptr(Entity) same = rules->find_same != NULL ? rules->find_same(crud, entity) : NULL;
    if (same != NULL)
        entity->id = g_steal_pointer(&same->id);
    return same != NULL;
}

static bool add(const Crud *crud, const CrudRules *rules, Entity *entity, GHashTable *refs_by_name,
                CrudAlso *also, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(crud->store, error);
    if (txn == NULL || !resolve_refs(crud, rules, entity, refs_by_name, error) ||
        !entity_validate(entity, true, error) ||
        !permission_check_add(crud->engine, crud->caller, rules->add.action, entity, error) ||
        !permission_check_references(crud->engine, crud->caller, NULL, entity, error) ||
        (rules->before_add != NULL && !rules->before_add(crud, entity, error)))
        return false;
    return is_same(crud, rules, entity) ||
           (store_insert(crud->store, entity, error) &&
            (rules->after_add == NULL || rules->after_add(crud, entity, error)) &&
            permission_own(crud->engine, crud->caller, entity, error) &&
            write_also(crud, rules, rules->add.done, NULL, entity, also, error) &&
            store_commit(txn, error));
}

void *engine_add(Engine *engine, const Caller *caller, const Entity *given,
                 GHashTable *refs_by_name, const char *parent_id, GError **error)
{
    const CrudRules *rules = rules_of(given->type);
    return rules->run_add != NULL
               ? rules->run_add(engine, caller, given, refs_by_name, parent_id, error)
               : crud_add(engine, caller, given, refs_by_name, parent_id, NULL, error);
}

void *crud_add(Engine *engine, const Caller *caller, const Entity *given, GHashTable *refs_by_name,
               const char *parent_id, CrudAlso *also, GError **error)
{
    const CrudRules *rules = rules_of(given->type);
    const Crud crud = { .engine = engine, .store = engine->store, .caller = caller, .verb = "add" };
    if (rules->add.done == NULL)
        return fault_null(error, FAULT_READ_ONLY_TYPE, crud.verb, given->type->title);

    g_autoptr(Entity) entity = new_from(given);
    g_autoptr(GError) failure = NULL;
    if (!set_parent(&crud, rules, entity, parent_id, error))
        return NULL;
    if (!add(&crud, rules, entity, refs_by_name, also, &failure)) {
        if (also == NULL || !also->again)
            record_failure(&crud, rules, rules->add.failed, entity, failure);
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    if (rules->changed != NULL)
        rules->changed(engine, entity, false);
    if (rules->added != NULL)
        rules->added(engine, entity);
    if (!show_one(engine, rules, entity, error))
        return NULL;
    return g_steal_pointer(&entity);
}

/* --- changing -----------------------------------------------------------------------------------
 */

static bool check_fixed(const Crud *crud, const CrudRules *rules, const Entity *old,
                        const Entity *given, GError **error)
{
    if (rules->fixed.column == NULL)
        return true;
    int row = entity_row_of(rules->type, rules->fixed.column);
    const Field *field = &rules->type->fields[row];
    const char *now = field_string(old, field), *asked = field_string(given, field);
    if (!entity_given(given, row) || g_strcmp0(now, asked) == 0)
        return true;
    g_autofree char *from = crud_name(crud->store, field->detail, now);
    g_autofree char *to = crud_name(crud->store, field->detail, asked);
    return fault_set(error, rules->fixed.fault, text_of(old, "name"), from, to);
}

/* An absent text or list looks outside as an empty one does, so one must not replace the other. */
static void keep_absent(const Entity *old, Entity *entity)
{
    for (int row = 0; row < old->type->n_fields; row++) {
        const Field *field = &old->type->fields[row];
        if (field->kind == FIELD_STRING && field_string(old, field) == NULL &&
            g_strcmp0(field_string(entity, field), "") == 0)
            field_take_string(entity, field, NULL);
        if (field->kind != FIELD_STRINGS || field_strings(old, field) != NULL)
            continue;
        char **items = field_strings(entity, field);
        if (items != NULL && items[0] == NULL)
            field_take_strings(entity, field, NULL);
    }
}

/* The changed row with what goes with it; a row that is as it was is not written. */
static bool write_changed(const Crud *crud, const CrudRules *rules, const Entity *old,
                          Entity *entity, CrudAlso *also, GError **error)
{
    if (entity_equal(old, entity))
        return also == NULL ||
               write_also(crud, rules, rules->update.done, old, entity, also, error);
    return store_update(crud->store, entity, error) &&
           (rules->after_update == NULL || rules->after_update(crud, old, entity, error)) &&
           write_also(crud, rules, rules->update.done, old, entity, also, error);
}

static Entity *update(const Crud *crud, const CrudRules *rules, const char *id, Entity *given,
                      GHashTable *refs_by_name, CrudAlso *also, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(crud->store, error);
    if (txn == NULL)
        return NULL;
    g_autoptr(Entity) old = store_get(crud->store, rules->type, id, error);
    if (old == NULL || !resolve_refs(crud, rules, given, refs_by_name, error))
        return NULL;
    g_autoptr(Entity) entity = entity_dup(old);
    if (!check_fixed(crud, rules, old, given, error) || !entity_merge(entity, given, error) ||
        !entity_validate(entity, false, error) ||
        !permission_check_references(crud->engine, crud->caller, old, entity, error))
        return NULL;
    keep_absent(old, entity);
    if (rules->before_update != NULL && !rules->before_update(crud, old, entity, error))
        return NULL;
    if (also == NULL && entity_equal(old, entity))
        return g_steal_pointer(&entity);
    return write_changed(crud, rules, old, entity, also, error) && store_commit(txn, error)
               ? g_steal_pointer(&entity)
               : NULL;
}

void *engine_update(Engine *engine, const Caller *caller, const char *id, const Entity *given,
                    GHashTable *refs_by_name, GError **error)
{
    const CrudRules *rules = rules_of(given->type);
    return rules->run_update != NULL
               ? rules->run_update(engine, caller, id, given, refs_by_name, error)
               : crud_update(engine, caller, id, given, refs_by_name, NULL, error);
}

void *crud_update(Engine *engine, const Caller *caller, const char *id, const Entity *given,
                  GHashTable *refs_by_name, CrudAlso *also, GError **error)
{
    const CrudRules *rules = rules_of(given->type);
    const Crud crud = {
        .engine = engine, .store = engine->store, .caller = caller, .verb = "edit"
    };
    if (rules->update.done == NULL)
        return fault_null(error, FAULT_READ_ONLY_TYPE, crud.verb, given->type->title);
    if (!permission_check(engine, caller, rules->update.action, rules->type, id, error))
        return NULL;

    g_autoptr(Entity) input = entity_dup(given);
    g_autoptr(GError) failure = NULL;
    g_autoptr(Entity) entity = update(&crud, rules, id, input, refs_by_name, also, &failure);
    if (entity == NULL) {
        g_autoptr(Entity) now = store_get(engine->store, rules->type, id, NULL);
        if (now != NULL && (also == NULL || !also->again))
            record_failure(&crud, rules, rules->update.failed, now, failure);
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    if (rules->changed != NULL)
        rules->changed(engine, entity, false);
    if (!show_one(engine, rules, entity, error))
        return NULL;
    return g_steal_pointer(&entity);
}

/* --- removing -----------------------------------------------------------------------------------
 */

static bool remove_row(const Crud *crud, const CrudRules *rules, const Entity *entity,
                       GError **error)
{
    return (rules->before_remove == NULL || rules->before_remove(crud, entity, error)) &&
           store_delete(crud->store, rules->type, entity->id, error) &&
           (rules->after_remove == NULL || rules->after_remove(crud, entity, error)) &&
           add_event(crud, rules, rules->remove.done, entity, error);
}

bool engine_remove(Engine *engine, const Caller *caller, const EntityType *type, const char *id,
                   bool force, GError **error)
{
    const CrudRules *rules = rules_of(type);
    const Crud crud = { engine, engine->store, caller, "remove" };
    if (rules->remove.done == NULL)
        return fault_set(error, FAULT_READ_ONLY_TYPE, crud.verb, type->title);
    if (!permission_check(engine, caller, rules->remove.action, type, id, error))
        return false;

    g_autoptr(GError) failure = NULL;
    g_autoptr(Entity) entity = NULL;
    {
        g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
        if (txn == NULL)
            return false;
        entity = store_get(engine->store, type, id, error);
        if (entity == NULL)
            return false;
        if (remove_row(&crud, rules, entity, &failure))
            store_commit(txn, &failure);
    }
    if (failure != NULL) {
        record_failure(&crud, rules, rules->remove.failed, entity, failure);
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (rules->changed != NULL)
        rules->changed(engine, entity, true);
    return true;
}
