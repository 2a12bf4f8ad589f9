/* host.h - hypervisors as the engine knows them.  Pure data. */
#pragma once

#include "model/entity.h"

typedef enum {
    HOST_INSTALLING, /* added, not enrolled yet */
    HOST_INSTALL_FAILED,
    HOST_UNASSIGNED,
    HOST_CONNECTING, /* the link is down, within the grace period */
    HOST_UP,
    HOST_NON_RESPONSIVE,
    HOST_NON_OPERATIONAL,
    HOST_PREPARING_FOR_MAINTENANCE,
    HOST_MAINTENANCE,
    HOST_DOWN,
    HOST_REBOOT,
    HOST_PENDING_APPROVAL,
    HOST_INITIALIZING,
    N_HOST_STATUSES
} HostStatus;
extern const EnumTable host_status_table;

typedef struct Host {
    Entity base;
    char *name, *description, *comment;
    char *address;
    gint64 port;
    char *cluster;
    int status;                   /* HostStatus */
    char *status_detail;          /* why it is not up */
    gboolean activate_when_ready; /* go up as soon as it answers */
    /* Enrolment: one token, once. */
    char *token_hash; /* SHA-256 hex of the secret; NULL: used or none */
    gint64 token_expires;
    char *certificate_fingerprint; /* SHA-256 hex of the agent's certificate; NULL: not enrolled */
    char *enroll_fingerprint;      /* SHA-256 of the key the agent made itself, as the client or the
                                    * first      contact said it */
    char *request, *request_key; /* of one that registered itself: its CSR, and its key's SHA-256 */
    char *certificate;           /* for it to collect, PEM */
    gboolean install_pending;    /* by root's password, which only this engine's memory has */
    /* As a client gives them, not stored. */
    char *root_password, *ssh_password, *ssh_user, *ssh_method;
    /* As last reported. */
    char *boot_id, *os, *kernel, *kernel_args, *agent_version, *libvirt_version, *cpu_model;
    gint64 memory_mib, n_cpus, generation;
    gboolean iommu, kvm;
    gint64 last_seen;
    /* Filled in when shown, not stored. */
    gint64 vms_active, vms_migrating, vms_total;
} Host;

extern const EntityType host_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Host, entity_free)

#define HOST_DEFAULT_PORT 54321
