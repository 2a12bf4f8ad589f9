#include "engine/vf-user.h"

#include "engine/fleet.h"
#include "engine/visibility.h"
#include "model/vnic-profile.h"

struct VfUsers {
    Engine *engine;
    const Caller *caller;
    bool sees_all;
    GHashTable *vm_ids, *nic_ids;                 /* sets, borrowed texts */
    GHashTable *vms, *nics, *profiles, *networks; /* id -> Entity */
};

VfUsers *vf_users_new(Engine *engine, const Caller *caller)
{
    VfUsers *users = g_new0(VfUsers, 1);
    users->engine = engine;
    users->caller = caller;
    users->sees_all = engine_sees_all(engine, caller);
    users->vm_ids = g_hash_table_new(g_str_hash, g_str_equal);
    users->nic_ids = g_hash_table_new(g_str_hash, g_str_equal);
    return users;
}

void vf_users_free(VfUsers *users)
{
    if (users == NULL)
        return;
    g_hash_table_unref(users->vm_ids);
    g_hash_table_unref(users->nic_ids);
    g_clear_pointer(&users->vms, g_hash_table_unref);
    g_clear_pointer(&users->nics, g_hash_table_unref);
    g_clear_pointer(&users->profiles, g_hash_table_unref);
    g_clear_pointer(&users->networks, g_hash_table_unref);
    g_free(users);
}

/* --- whose it is ------------------------------------------------------------------------------ */

static bool is_used(const VfInfo *vf, const Lease *lease)
{
    return vf_state_class(fleet_vf_state(vf, lease)) == VF_CLASS_USED;
}

/* The VM is whom Berth gave it to; else whom the host knows. */
static const char *vm_id_of(const VfInfo *vf, const Lease *lease)
{
    if (!is_used(vf, lease))
        return NULL;
    return lease != NULL ? lease->vm : vf->vm_id;
}

static const char *nic_id_of(const VfInfo *vf, const Lease *lease)
{
    return lease != NULL && is_used(vf, lease) ? lease->vm_nic : NULL;
}

static const void *find(GHashTable *entities, const char *id)
{
    return id != NULL ? g_hash_table_lookup(entities, id) : NULL;
}

VfUser vf_users_find(const VfUsers *users, const VfInfo *vf, const Lease *lease)
{
    VfUser user = { .vm = find(users->vms, vm_id_of(vf, lease)) };
    user.nic = user.vm != NULL ? find(users->nics, nic_id_of(vf, lease)) : NULL;
    const VnicProfile *profile =
        user.nic != NULL ? find(users->profiles, user.nic->vnic_profile) : NULL;
    user.network = profile != NULL ? find(users->networks, profile->network) : NULL;
    return user;
}

const char *vf_users_what(const VfUsers *users, const VfInfo *vf, const Lease *lease,
                          const VfUser *user)
{
    VfState state = fleet_vf_state(vf, lease);
    if (vf_state_class(state) != VF_CLASS_USED) {
        if (lease != NULL && lease->detail != NULL)
            return lease->detail;
        return state == vf->state ? vf->detail : NULL;
    }
    if (user->vm != NULL)
        return user->vm->name;
    const char *id = vm_id_of(vf, lease);
    if (id == NULL && lease != NULL && lease->job != NULL)
        return "the number of VFs is being changed";
    return users->sees_all ? id : NULL; /* one that the engine does not know */
}

/* --- reading ---------------------------------------------------------------------------------- */

void vf_users_note(VfUsers *users, const VfInfo *vf, const Lease *lease)
{
    const char *vm = vm_id_of(vf, lease), *nic = nic_id_of(vf, lease);
    if (vm != NULL)
        g_hash_table_add(users->vm_ids, (gpointer)(guintptr)vm);
    if (nic != NULL)
        g_hash_table_add(users->nic_ids, (gpointer)(guintptr)nic);
}

/* What the texts at 'offset' of the entities refer to: a set, borrowed. */
static GHashTable *referred(GHashTable *entities, gsize offset)
{
    GHashTable *ids = g_hash_table_new(g_str_hash, g_str_equal);
    GHashTableIter iter;
    gpointer entity;
    g_hash_table_iter_init(&iter, entities);
    while (g_hash_table_iter_next(&iter, NULL, &entity)) {
        char *id = G_STRUCT_MEMBER(char *, entity, offset);
        if (id != NULL)
            g_hash_table_add(ids, id);
    }
    return ids;
}

/* A vNIC and its profile are seen with the VM. */
bool vf_users_read(VfUsers *users, GError **error)
{
    static const char *const name[] = { "name", NULL };
    static const char *const of_nic[] = { "name", "vnic_profile", NULL };
    static const char *const of_profile[] = { "network", NULL };
    Engine *engine = users->engine;
    users->vms = visibility_map(engine, users->caller, &vm_type, name, users->vm_ids, error);
    if (users->vms == NULL)
        return false;
    users->nics = visibility_map(engine, NULL, &vm_nic_type, of_nic, users->nic_ids, error);
    if (users->nics == NULL)
        return false;
    g_autoptr(GHashTable) profiles = referred(users->nics, offsetof(VmNic, vnic_profile));
    users->profiles = visibility_map(engine, NULL, &vnic_profile_type, of_profile, profiles, error);
    if (users->profiles == NULL)
        return false;
    g_autoptr(GHashTable) networks = referred(users->profiles, offsetof(VnicProfile, network));
    users->networks = visibility_map(engine, users->caller, &network_type, name, networks, error);
    return users->networks != NULL;
}
