#include "model/lease.h"

#include "model/host-nic.h"
#include "model/host.h"
#include "model/job.h"
#include "model/vm.h"

ENUM_TABLE(
    lease_state, [LEASE_NONE] = "none", [LEASE_RESERVED] = "reserved", [LEASE_ACTIVE] = "active",
    [LEASE_SCRUBBING] = "scrubbing", [LEASE_QUARANTINED] = "quarantined");

#define AT(member) FIELD_AT(Lease, member)

static const Field fields[] = {
    { AT(host), NULL, FIELD_REF, F_INTERNAL, 0, 0, &host_type, "The host." },
    { AT(host_nic), NULL, FIELD_REF, F_INTERNAL, 0, 0, &host_nic_type, "The PF." },
    { AT(vf_index), NULL, FIELD_INT, F_INTERNAL, 0, 65535, NULL, "Index of the VF on the PF." },
    { AT(state), NULL, FIELD_ENUM, F_INTERNAL, 0, 0, &lease_state_table, "State." },
    { AT(vm), NULL, FIELD_REF, F_INTERNAL, 0, 0, &vm_type, "The VM it is for." },
    { AT(vm_nic), NULL, FIELD_REF, F_INTERNAL, 0, 0, &vm_nic_type, "The vNIC it is for." },
    { AT(job), NULL, FIELD_REF, F_INTERNAL, 0, 0, &job_type, "The job that reserved it." },
    { AT(epoch), NULL, FIELD_INT, F_INTERNAL, 0, 0, NULL, "Orders with a lower one are too late." },
    { AT(created), NULL, FIELD_TIME, F_INTERNAL, 0, 0, NULL, "When it was reserved." },
    { AT(expires), NULL, FIELD_TIME, F_INTERNAL, 0, 0, NULL, "When the reservation ends." },
    { AT(detail), NULL, FIELD_STRING, F_INTERNAL, 0, 4000, NULL, "Why it is quarantined." },
};

const EntityType lease_type =
    ENTITY_TYPE(Lease, fields, .name = "lease", .element = "lease", .collection = "leases",
                .title = "Lease of a virtual function");

bool lease_may_become(LeaseState from, LeaseState to)
{
    static const unsigned next[] = {
        /* The audit takes a VF that was left dirty by nobody we know straight to its scrub. */
        [LEASE_NONE] = 1 << LEASE_RESERVED | 1 << LEASE_SCRUBBING,
        /* A reservation that was never sent to the host just goes; else the VF is scrubbed. */
        [LEASE_RESERVED] = 1 << LEASE_ACTIVE | 1 << LEASE_SCRUBBING | 1 << LEASE_NONE,
        [LEASE_ACTIVE] = 1 << LEASE_SCRUBBING,
        [LEASE_SCRUBBING] = 1 << LEASE_NONE | 1 << LEASE_QUARANTINED,
        /* Only a scrub that reads back clean gets a VF out of quarantine. */
        [LEASE_QUARANTINED] = 1 << LEASE_SCRUBBING,
    };
    g_assert(from < G_N_ELEMENTS(next) && to < G_N_ELEMENTS(next));
    return (next[from] >> to) & 1;
}
