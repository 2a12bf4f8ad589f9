#include "engine/host-certificate.h"

#include "base/autofd.h"
#include "base/fs-at.h"
#include "engine/pki-files.h"
#include "engine/secret.h"
#include "link/pki.h"

#define HOST_DAYS 1825
#define BACKDATE  300 /* seconds that clocks may differ */
#define MAX_PEM   (64 * 1024)

bool host_certificate_load_ca(Engine *engine, char **ret_key, char **ret_cert, GError **error)
{
    autofd int dir = fs_at_open_root(engine->config.pki_dir, error);
    g_autofree char *cert = dir >= 0 ? fs_at_read(dir, PKI_CA_CERT, MAX_PEM, error) : NULL;
    if (cert == NULL)
        return false;
    *ret_key = fs_at_read(dir, PKI_CA_KEY, MAX_PEM, error);
    if (*ret_key == NULL)
        return false;
    *ret_cert = g_steal_pointer(&cert);
    return true;
}

char *host_certificate_sign(const char *ca_key, const char *ca_cert, const Host *host,
                            const char *request, GError **error)
{
    const PkiSubject subject = { .role = PKI_ROLE_HOST,
                                 .identity = host->base.id,
                                 .not_before = engine_now() / G_USEC_PER_SEC - BACKDATE,
                                 .days = HOST_DAYS };
    g_autoptr(GError) failure = NULL;
    char *certificate = pki_sign(ca_key, ca_cert, request, &subject, &failure);
    if (certificate == NULL)
        fault_set(error, FAULT_HOST_REQUEST_INVALID, host->name, failure->message);
    return certificate;
}

/* One that waited for its agent goes on; any other keeps its state, and the monitor sees to it. */
static HostStatus next_status(const Host *host)
{
    switch ((HostStatus)host->status) {
    case HOST_INSTALLING:
    case HOST_INSTALL_FAILED:
    case HOST_PENDING_APPROVAL:
        return host->activate_when_ready ? HOST_INITIALIZING : HOST_MAINTENANCE;
    case HOST_UNASSIGNED:
    case HOST_CONNECTING:
    case HOST_UP:
    case HOST_NON_RESPONSIVE:
    case HOST_NON_OPERATIONAL:
    case HOST_PREPARING_FOR_MAINTENANCE:
    case HOST_MAINTENANCE:
    case HOST_DOWN:
    case HOST_REBOOT:
    case HOST_INITIALIZING:
    case N_HOST_STATUSES:
        break;
    }
    return (HostStatus)host->status;
}

bool host_certificate_note(Host *host, const char *certificate, GError **error)
{
    char *fingerprint = pki_fingerprint(certificate, error);
    if (fingerprint == NULL)
        return false;
    g_free(host->certificate_fingerprint);
    host->certificate_fingerprint = fingerprint;
    g_clear_pointer(&host->token_hash, g_free);
    host->token_expires = 0;
    host->status = (int)next_status(host);
    host->install_pending = FALSE;
    g_clear_pointer(&host->status_detail, g_free);
    return true;
}
