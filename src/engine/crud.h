/* crud.h - what adding, changing and removing has in common for every type, and the rules by which
 * types differ.
 *
 * Validation, decision and event happen in one write transaction.  There is one writer at a time,
 * so what a rule has read stays true until the commit. */
#pragma once

#include "engine/event-log.h"
#include "engine/permission.h"

/* One command under way. */
typedef struct {
    Engine *engine;
    Store *store;
    const Caller *caller;
    const char *verb; /* "add", "edit", "remove": for "Cannot %s VM. …" */
} Crud;

typedef struct CrudRules CrudRules;
struct CrudRules {
    const EntityType *type;
    const char *parent; /* column that the collection's parent fills in; NULL: top level only */

    /* Permit and kinds of event; without 'done' the command does not exist, with CRUD_SILENT it is
     * no event (of its own). */
    struct {
        Action action;
        const char *done, *failed;
    } add, update, remove;

    /* A reference that cannot change, and the fault that says so with the names of the entity and
     * of both targets; NULL: none. */
    struct {
        const char *column;
        Fault fault;
    } fixed;

    /* References whose targets are refused with faults of their own when they do not exist: verb
     * and what was given.  Ended by a NULL column; NULL: none. */
    const struct CrudUnknown {
        const char *column;
        Fault fault;
    } * unknown;

    /* All may be NULL.  before_*: checks, and fills in what was not given; after_*: rows that go
     * with it. */
    bool (*before_add)(const Crud *crud, void *entity, GError **error);
    bool (*after_add)(const Crud *crud, const void *entity, GError **error);
    bool (*before_update)(const Crud *crud, const void *old, void *entity, GError **error);
    bool (*after_update)(const Crud *crud, const void *old, const void *entity, GError **error);
    bool (*before_remove)(const Crud *crud, const void *entity, GError **error);
    bool (*after_remove)(const Crud *crud, const void *entity, GError **error);

    /* What is there already when 'entity' says nothing new; NULL: nothing is. */
    void *(*find_same)(const Crud *crud, const void *entity);

    /* Whether 'candidate', which has the name that was given for 'column', is meant. */
    bool (*means)(const Crud *crud, const void *entity, const char *column, const void *candidate);

    /* What its events are about; 'words' need 'ret_words', of CRUD_MAX_WORDS. */
    void (*refs)(const void *entity, EventRefs *ret_refs, const char **ret_words);

    /* The kind of event of this entity, where that depends on more than its type; NULL: 'kind'. */
    const char *(*kind_of)(const void *entity, const char *kind);

    /* In place of crud_add() and crud_update(), which they may call: what takes an agent, too. */
    void *(*run_add)(Engine *engine, const Caller *caller, const Entity *given,
                     GHashTable *refs_by_name, const char *parent_id, GError **error);
    void *(*run_update)(Engine *engine, const Caller *caller, const char *id, const Entity *given,
                        GHashTable *refs_by_name, GError **error);

    /* NULL, or adds pairs of texts for words that have to be looked up. */
    void (*words)(const Crud *crud, const void *entity, GPtrArray *texts);

    /* Tells the runtime, after the commit.  'gone': it was removed. */
    void (*changed)(Engine *engine, const void *entity, bool gone);

    /* Begins, after that, what a new entity needs and its row does not hold.  May be NULL. */
    void (*added)(Engine *engine, const void *entity);

    /* Fills in the rows that are not stored. */
    bool (*show)(Engine *engine, GPtrArray *entities, GError **error);
};

#define CRUD_MAX_WORDS 12

/* What a use case writes in the transaction of a command besides the command's own rows. */
typedef struct CrudAlso CrudAlso;
struct CrudAlso {
    /* Last before the commit; 'old' is NULL when adding. */
    bool (*write)(const Crud *crud, const void *old, void *entity, CrudAlso *also, GError **error);
    gpointer data;
    bool silent; /* set by 'write': what comes of it is told later, not that it was accepted */
    bool again;  /* set by 'write' that failed: it will be tried again, so nothing is told */
};

/* engine_add() and engine_update() as they are for most types; 'also' NULL: nothing. */
void *crud_add(Engine *engine, const Caller *caller, const Entity *given, GHashTable *refs_by_name,
               const char *parent_id, CrudAlso *also, GError **error);
void *crud_update(Engine *engine, const Caller *caller, const char *id, const Entity *given,
                  GHashTable *refs_by_name, CrudAlso *also, GError **error);
#define CRUD_SILENT ""

extern const CrudRules data_center_rules, cluster_rules, network_rules, vnic_profile_rules,
    mac_pool_rules, host_rules, host_nic_rules, vm_rules, vm_nic_rules;
extern const CrudRules qos_rules, network_filter_parameter_rules, network_filter_rules;
extern const CrudRules tag_rules, affinity_label_rules, vm_tag_rules, host_tag_rules,
    label_vm_rules, label_host_rules, bookmark_rules;
extern const CrudRules scheduling_policy_rules, cluster_level_rules, operating_system_rules,
    system_option_rules;
extern const CrudRules cluster_network_rules, network_label_rules, pf_network_rules, pf_label_rules,
    template_rules, template_nic_rules, event_rules, job_rules, step_rules;
extern const CrudRules user_rules, group_rules, group_member_rules, role_rules, permission_rules;

/* Whether the input gave a value for 'member' of 'entity'. */
#define crud_given(struct_, entity, member) entity_given_at(entity, offsetof(struct_, member))

/* Says that '*error' is about the row 'column' of 'type'; returns false. */
bool crud_about(GError **error, const EntityType *type, const char *column);

/* Whether row 'column' differs. */
bool crud_differs(const void *old, const void *entity, const char *column);

/* The entity of 'type' with the id or, failing that, the name 'ref'; FAULT_ENTITY_NOT_FOUND. */
void *crud_find(Store *store, const EntityType *type, const char *ref, GError **error);

/* The name of the entity 'id', for sentences; the id when it has none.  Caller frees. */
char *crud_name(Store *store, const EntityType *type, const char *id);

/* Refuses an empty name and spaces around it and, with 'plain', all but letters, digits, "_-.+". */
bool crud_check_name(const Crud *crud, const void *entity, const char *name, bool plain,
                     GError **error);

/* The entity of 'type' other than 'id' whose text column has that value; NULL when there is none.
 */
void *crud_other(const Crud *crud, const EntityType *type, const char *column, const char *value,
                 const char *id);

/* "nic1 of VM a, nic1 of VM b and 3 more", of a list of texts, which it sorts.  Caller frees. */
char *crud_enumerate(GPtrArray *texts);

/* What must hold of a host's name, address and port (host.c). */
struct Host;
bool host_check(const Crud *crud, const struct Host *host, GError **error);

/* FAULT_OBJECT_LOCKED while a job whose 'column' ("vm", "host") is 'entity' is under way. */
bool crud_check_no_job(const Crud *crud, const void *entity, const char *column, GError **error);

/* Records the failed variant of a command's event unless the input alone was wrong. */
void crud_failed(Engine *engine, const Caller *caller, const char *kind, const EventRefs *refs,
                 const GError *error);
