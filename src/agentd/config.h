/* config.h - the settings of berth-agent: /etc/berth/agent.conf over built-in defaults. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/*     [agent]
 *     address=            listen here only; empty: everywhere
 *     port=54321
 *     pki_dir=/etc/berth/pki          ca.pem, host.pem, host.key
 *     state_dir=/var/lib/berth        vfs.json, epochs.json
 *     libvirt_uri=qemu:///system
 *     enroll_by_password=true         an engine that knows root's password may enrol this host
 *     pam_service=berth-agent         by which it is checked
 *     pam_dir=                        in place of /etc/pam.d
 *     log_level=info                  error, warning, info, debug            */
typedef struct {
    char *address, *pki_dir, *state_dir, *libvirt_uri, *log_level, *pam_service, *pam_dir;
    guint port;
    bool enroll_by_password;
} AgentConfig;

#define AGENT_CONFIG_FILE "/etc/berth/agent.conf"
#define PKI_CA            "ca.pem"
#define PKI_CERT          "host.pem"
#define PKI_KEY           "host.key"

/* 'file' NULL: the usual one, which need not exist.  Unknown keys and values that make no sense are
 * errors that name them. */
AgentConfig *agent_config_load(const char *file, GError **error);
void agent_config_free(AgentConfig *config);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(AgentConfig, agent_config_free)
