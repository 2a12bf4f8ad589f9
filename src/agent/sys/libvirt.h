/* libvirt.h - domains through one connection that comes back by itself.
 *
 * Calls block until libvirtd answers or the keepalive gives it up; make them from workers.  Events
 * come on the default main context: libvirt's own event loop runs there (since libvirt 6.1
 * virEventRegisterDefaultImpl() adds its sources to GLib's default context). */
#pragma once

#include "agent/sys.h"

typedef struct Libvirt Libvirt;

/* 'uri' NULL: qemu:///system.  Connects at the first call. */
Libvirt *libvirt_new(const char *uri);
void libvirt_free(Libvirt *libvirt);

/* Adds the versions of libvirt and QEMU, when libvirt can be reached. */
void libvirt_read_versions(Libvirt *libvirt, HostInventory *inventory);

void libvirt_start_events(Libvirt *libvirt, SysEventFunc func, gpointer user_data);
GPtrArray *libvirt_list_domains(Libvirt *libvirt, bool with_xml, GError **error);
char *libvirt_dup_xml(Libvirt *libvirt, const char *id, GError **error);
bool libvirt_create(Libvirt *libvirt, const char *xml, bool paused, GError **error);
bool libvirt_destroy(Libvirt *libvirt, const char *id, GError **error);
bool libvirt_shutdown(Libvirt *libvirt, const char *id, bool reboot, GError **error);
bool libvirt_attach(Libvirt *libvirt, const char *id, const char *xml, GError **error);
bool libvirt_detach(Libvirt *libvirt, const char *id, const char *alias, GError **error);
bool libvirt_update(Libvirt *libvirt, const char *id, const char *xml, GError **error);
