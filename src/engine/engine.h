/* engine.h - the use cases of Berth's engine: everything that rest can ask for.
 *
 * A use case: check permission, load facts, validate, decide, write decision + event (+ job) in one
 * transaction.  Every function here may be called from any thread and blocks on the store (and,
 * where it says so, on an agent's answer); none is called from the engine's own loop.  The engine
 * knows no HTTP, no XML and no SQL.
 *
 * Results are owned by the caller.  On an error nothing was changed. */
#pragma once

#include "engine/caller.h"
#include "engine/fault.h"
#include "model/entity.h"
#include "model/host-nic.h"
#include "model/inventory.h"
#include "model/user.h"
#include "model/vm.h"
#include "placement/placement.h"
#include "store/store.h"

typedef struct Engine Engine;

typedef struct {
    const char *pki_dir;       /* CA and the engine's own key and certificate */
    const char *public_url;    /* "https://192.0.2.1:8443": for enrolment commands */
    guint heartbeat_ms;        /* asked of agents; 0: 15000 */
    guint connecting_grace_ms; /* link down for so long: non_responsive; 0: 60000 */
    guint reservation_ms;      /* a reserved lease that no job renews expires; 0: 300000 */
    guint audit_ms;            /* safety-net period of the audit; 0: 60000 */
    guint seed;                /* of placement and back-off; 0: random */
} EngineConfig;

/* Starts the engine's loop thread: recovers jobs and leases, connects to hosts.  Borrows 'store'
 * until engine_free(). */
Engine *engine_new(const EngineConfig *config, Store *store, GError **error);
/* Ends what blocks: from now on who waits for a job or a host gets an error.  NULL is fine. */
void engine_stop(Engine *engine);
/* Nobody may be inside any more. */
void engine_free(Engine *engine);
Store *engine_store(Engine *engine); /* for reads */

/* --- first start: PKI, seed, the admin user; idempotent (engine-init.c) ----------------------- */
/* Makes what is missing or about to expire.  'admin_password' NULL keeps the one there is; another
 * one than that replaces it and ends the administrator's tokens.  'server_names' (DNS names and IP
 * addresses; NULL: localhost) are those of the REST server's certificate.  pki-files.h names the
 * files. */
bool engine_init(const EngineConfig *config, Store *store, const char *admin_password,
                 const char *const *server_names, GError **error);

/* --- who is asking (session.c) ---------------------------------------------------------------- */
/* 'user_name' is "admin@internal".  Throttled; ERR_UNAUTHENTICATED with one text for all causes. */
User *engine_check_password(Engine *engine, const char *user_name, const char *password,
                            GError **error);
/* 'ret_expires' (NULL is fine) is in microseconds since the epoch, here and below. */
char *engine_token_new(Engine *engine, const User *user, gint64 *ret_expires, GError **error);
User *engine_token_user(Engine *engine, const char *token, GError **error);
/* A token that is not known (any more) is none to revoke, and no error. */
bool engine_token_revoke(Engine *engine, const char *token, GError **error);

/* --- create, read, update, delete (crud.c; per type rules in one file each) --------------------
 * Types: data_center, cluster, network, vnic_profile, mac_pool, host, vm, vm_nic; events, jobs and
 * steps are added only; user, group, role, permission (changed: the first and third); read only:
 * host_nic, template, virtual_function.
 * 'refs_by_name' (column -> name; may be NULL) are references that were given by name.
 * 'parent_id' is the id of the entity that the collection lies under (NULL: top level).
 * A vNIC of a running VM is plugged, changed and unplugged by a job: the call blocks until it has
 * ended. An update that changes nothing is no event.  'force' overrides no rule: each is there to
 * keep a VF from having two owners, or a row from pointing nowhere. */
void *engine_get(Engine *engine, const Caller *caller, const EntityType *type, const char *id,
                 GError **error);
GPtrArray *engine_list(Engine *engine, const Caller *caller, const EntityType *type,
                       const char *parent_id, const StoreQuery *query, GError **error);
/* How many engine_list() gives without the limit and offset of 'query'; -1 on an error. */
gint64 engine_count(Engine *engine, const Caller *caller, const EntityType *type,
                    const char *parent_id, const StoreQuery *query, GError **error);
void *engine_add(Engine *engine, const Caller *caller, const Entity *given,
                 GHashTable *refs_by_name, const char *parent_id, GError **error);
void *engine_update(Engine *engine, const Caller *caller, const char *id, const Entity *given,
                    GHashTable *refs_by_name, GError **error);
bool engine_remove(Engine *engine, const Caller *caller, const EntityType *type, const char *id,
                   bool force, GError **error);

/* --- users, groups, roles, permissions (user.c, role.c) ----------------------------------------
 * Added, changed and removed as above.  Adding a permission that is there already gives that. */
bool engine_role_set_permit(Engine *engine, const Caller *caller, const char *role_id,
                            const char *permit, bool held, GError **error);
/* The permissions whose 'column' is 'id', "vm" or "user"; NULL: those on the system. */
GPtrArray *engine_list_permissions(Engine *engine, const Caller *caller, const char *column,
                                   const char *id, GError **error);
bool engine_group_set_member(Engine *engine, const Caller *caller, const char *group_id,
                             const char *user_id, bool member, GError **error);
/* Users of a group, or groups of a user with Everyone. */
GPtrArray *engine_list_members(Engine *engine, const Caller *caller, const char *group_id,
                               GError **error);
GPtrArray *engine_list_groups_of(Engine *engine, const Caller *caller, const char *user_id,
                                 GError **error);
/* False with an error unless the caller may log in. */
bool engine_check_login(Engine *engine, const Caller *caller, GError **error);
/* Whether the caller sees everything there is; whether he sees this. */
bool engine_sees_all(Engine *engine, const Caller *caller);
bool engine_sees(Engine *engine, const Caller *caller, const void *entity);

/* --- clusters and labels ---------------------------------------------------------------------- */
#define CLUSTER_NETWORK_KEEP (-1)
/* What a cluster says of a network.  Roles are bits 1 << NetworkRole; one that is taken from a
 * network goes back to the management network, but for that of management, which only moves. */
typedef struct {
    int required; /* TRUE, FALSE; KEEP: as it is, or TRUE for a new one */
    guint roles_given, roles;
} ClusterNetworkChange;
bool engine_cluster_network_attach(Engine *engine, const Caller *caller, const char *cluster_id,
                                   const char *network, const ClusterNetworkChange *change,
                                   GError **error);
/* Changes only that. */
bool engine_cluster_network_update(Engine *engine, const Caller *caller, const char *cluster_id,
                                   const char *network_id, const ClusterNetworkChange *change,
                                   GError **error);
bool engine_cluster_network_detach(Engine *engine, const Caller *caller, const char *cluster_id,
                                   const char *network_id, GError **error);
bool engine_network_label_add(Engine *engine, const Caller *caller, const char *network_id,
                              const char *label, GError **error);
bool engine_network_label_remove(Engine *engine, const Caller *caller, const char *network_id,
                                 const char *label, GError **error);

/* --- tags and affinity labels (assignment.c) -------------------------------------------------- */
/* 'link' is the type of the rows, vm_tag_type or such; 'owner' the column whose collection it is,
 * with the id of its entity; 'member', an id or name, what is put into that.  What is there stays.
 */
bool engine_assign(Engine *engine, const Caller *caller, const EntityType *link, const char *owner,
                   const char *owner_id, const char *member, char **ret_id, GError **error);
bool engine_unassign(Engine *engine, const Caller *caller, const EntityType *link,
                     const char *owner, const char *owner_id, const char *member_id,
                     GError **error);

/* --- hosts (host-*.c) ------------------------------------------------------------------------- */
/* A fresh enrolment token of a host that is not enrolled, "<host id>.<secret>.<CA SHA-256>"; shown
 * once, an older one dies.  engine_add() of a host makes none by itself. */
char *engine_host_token_new(Engine *engine, const Caller *caller, const char *host_id,
                            gint64 *ret_expires, GError **error);
/* The agent's side of enrolment: no caller but the token.  Returns the signed certificate. */
bool engine_host_enroll(Engine *engine, const char *token, const char *csr_pem,
                        char **ret_certificate_pem, char **ret_ca_pem, char **ret_host_id,
                        GError **error);
/* The agent's side of a host that registers itself: no caller. */
typedef struct {
    const char *request, *name, *address; /* PEM of a certificate request */
    gint64 port;
    const char *known_id; /* what the first answer said; NULL: this is the first */
} HostRegistration;
/* '*ret_certificate' is NULL until somebody has approved it. */
bool engine_host_register(Engine *engine, const HostRegistration *given, char **ret_id,
                          char **ret_certificate, GError **error);
/* 'cluster' is an id or a name; NULL: where it is. */
bool engine_host_approve(Engine *engine, const Caller *caller, const char *id, const char *cluster,
                         bool activate, GError **error);
/* Enrols it (again) by root's password; returns when that has begun.  Of 'given': password, user,
 * fingerprint and activate_when_ready, as a client gives them when it adds one. */
struct Host;
bool engine_host_install(Engine *engine, const Caller *caller, const char *id, struct Host *given,
                         GError **error);
bool engine_host_activate(Engine *engine, const Caller *caller, const char *id, GError **error);
bool engine_host_deactivate(Engine *engine, const Caller *caller, const char *id,
                            const char *reason, GError **error);
/* A person says that a host that does not answer is off: its VMs are down. */
bool engine_host_fence_manual(Engine *engine, const Caller *caller, const char *id, GError **error);
/* Re-reads the inventory; blocks on the agent. */
bool engine_host_refresh(Engine *engine, const Caller *caller, const char *id, GError **error);
/* The last inventory; NULL when the host has not reported since the engine started. */
HostInventory *engine_host_inventory(Engine *engine, const char *id);

/* GArray of Statistic (host-statistics.h) and GPtrArray of HostDevice (host-devices.h); empty when
 * the agent does not answer.  Both block on it. */
GArray *engine_host_statistics(Engine *engine, const Caller *caller, const char *host_id,
                               GError **error);
GArray *engine_nic_statistics(Engine *engine, const Caller *caller, const char *nic_id,
                              GError **error);
GPtrArray *engine_host_devices(Engine *engine, const Caller *caller, const char *host_id,
                               GError **error);

/* --- PFs (pf-*.c; the list of all is in physical-function.h) ---------------------------------- */
/* The VFs of a host that the caller was found to see or, NULL, of all; from memory. */
VfCounts engine_count_vfs(Engine *engine, const char *host_id);
#define PF_KEEP G_MININT /* no number that anybody asks for, so that -1 is refused as such */
/* 'number' and 'all_networks_allowed' may be PF_KEEP; both PF_KEEP is a fault.  Blocks until the
 * new VFs are seen, unless the caller is async: then a job that fails changes no number, and what
 * networks are allowed is set whatever becomes of it. */
bool engine_pf_update(Engine *engine, const Caller *caller, const char *nic_id, gint64 number,
                      int all_networks_allowed, GError **error);
/* Refuses what that would refuse now; changes and records nothing. */
bool engine_pf_check(Engine *engine, const Caller *caller, const char *nic_id, gint64 number,
                     int all_networks_allowed, GError **error);
bool engine_pf_allow_network(Engine *engine, const Caller *caller, const char *nic_id,
                             const char *network, GError **error); /* id or name */
bool engine_pf_disallow_network(Engine *engine, const Caller *caller, const char *nic_id,
                                const char *network_id, GError **error);
bool engine_pf_allow_label(Engine *engine, const Caller *caller, const char *nic_id,
                           const char *label, GError **error);
bool engine_pf_disallow_label(Engine *engine, const Caller *caller, const char *nic_id,
                              const char *label, GError **error);

/* --- VMs (vm-*.c) ----------------------------------------------------------------------------- */
/* What "run once" lays over the VM; NULL members: as stored. */
typedef struct {
    const char *host; /* id or name */
    const char *kernel, *initrd, *cmdline;
    const char *const *boot_devices; /* NULL: as stored */
    int n_initializations;           /* kinds of initial data that are asked for: cloud-init … */
    bool pause;
} VmStartOverlay;

/* Makes 'vm' what it will be at its next run. */
bool engine_vm_next_run(Vm *vm, GError **error);
/* Places, reserves and starts a job; returns when it was accepted, with the job's id.  The fault of
 * a VM that cannot be placed lists the reasons of every host. */
bool engine_vm_start(Engine *engine, const Caller *caller, const char *id,
                     const VmStartOverlay *overlay, char **ret_job, GError **error);
bool engine_vm_stop(Engine *engine, const Caller *caller, const char *id, const char *reason,
                    char **ret_job, GError **error);
bool engine_vm_shutdown(Engine *engine, const Caller *caller, const char *id, const char *reason,
                        char **ret_job, GError **error);
/* Asks the guest to start anew on the same host; returns when the host has passed it on. */
bool engine_vm_reboot(Engine *engine, const Caller *caller, const char *id, GError **error);
/* That the VFs of a PF may serve a network, too; ids. */
typedef struct {
    const char *host, *pf, *network;
} VmAssumption;
/* Where it would start now and why, or why nowhere; for a running VM, where it is and why.  With
 * 'assumption' (NULL: none) where it would start if that were so, and nothing is changed; where a
 * running VM is does not depend on it, and 'ret_assumed' (NULL is fine) is false. */
PlacementResult *engine_vm_explain(Engine *engine, const Caller *caller, const char *id,
                                   const VmAssumption *assumption, bool *ret_assumed,
                                   GError **error);

/* --- jobs that somebody else does and records here (job-external.c) ----------------------------
 */
/* Ends what of its steps has not. */
bool engine_job_end(Engine *engine, const Caller *caller, const char *id, bool succeeded,
                    GError **error);
/* Lets it be forgotten some time after its end. */
bool engine_job_clear(Engine *engine, const Caller *caller, const char *id, GError **error);
bool engine_step_end(Engine *engine, const Caller *caller, const char *job_id, const char *id,
                     bool succeeded, GError **error);

/* --- what has changed (engine.c) -------------------------------------------------------------- */
/* 'changed(types, data)' after every commit, with the types of the rows that it changed, and
 * whenever what is known of hosts beside the store has changed: then 'types' has that of virtual
 * functions, which stands for all that placement looks at.  From the thread that made the change;
 * must not block.  Returns an id for engine_unwatch_changes(). */
typedef void (*EngineWatcher)(EntityTypeSet types, gpointer data);
guint engine_watch_changes(Engine *engine, EngineWatcher changed, gpointer data);
void engine_unwatch_changes(Engine *engine, guint id);
