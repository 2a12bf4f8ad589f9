#include "agent/sys/libvirt.h"

#include "base/err.h"

#include <gio/gio.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>

#define KEEPALIVE_INTERVAL_S 5
#define KEEPALIVE_COUNT      4
#define RETRY_FIRST_MS       500
#define RETRY_LAST_MS        10000

/* 'mutex' guards 'connection' alone; the rest belongs to the main context. */
struct Libvirt {
    gint ref_count; /* a task that connects may outlive its owner's interest */
    char *uri;
    GMutex mutex;
    virConnectPtr connection; /* NULL: not connected */
    SysEventFunc func;        /* NULL: no events wanted (any more) */
    gpointer user_data;
    guint retry_ms, retry_source;
};

static void unref_connection(virConnectPtr connection)
{
    if (connection != NULL)
        virConnectClose(connection);
}

static void unref_domain(virDomainPtr domain)
{
    if (domain != NULL)
        virDomainFree(domain);
}

typedef virConnect Connection;
typedef virDomain Domain;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Connection, unref_connection)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Domain, unref_domain)

static const struct {
    int number;
    ErrCode code;
} error_codes[] = {
    { VIR_ERR_NO_DOMAIN, ERR_NOT_FOUND },
    { VIR_ERR_DEVICE_MISSING, ERR_NOT_FOUND },
    { VIR_ERR_DOM_EXIST, ERR_CONFLICT },
    { VIR_ERR_OPERATION_INVALID, ERR_CONFLICT },
    { VIR_ERR_OPERATION_TIMEOUT, ERR_TIMEOUT },
    { VIR_ERR_NO_CONNECT, ERR_UNREACHABLE },
    { VIR_ERR_RPC, ERR_UNREACHABLE },
    { VIR_ERR_INVALID_CONN, ERR_UNREACHABLE },
    { VIR_ERR_XML_ERROR, ERR_INVALID },
    { VIR_ERR_XML_DETAIL, ERR_INVALID },
    { VIR_ERR_XML_INVALID_SCHEMA, ERR_INVALID },
    { VIR_ERR_CONFIG_UNSUPPORTED, ERR_UNSUPPORTED },
    { VIR_ERR_NO_SUPPORT, ERR_UNSUPPORTED },
    { VIR_ERR_OPERATION_UNSUPPORTED, ERR_UNSUPPORTED },
};

static bool fail(GError **error, const char *what)
{
    const virError *last = virGetLastError();
    ErrCode code = ERR_INTERNAL;
    for (gsize i = 0; last != NULL && i < G_N_ELEMENTS(error_codes); i++)
        if (error_codes[i].number == last->code)
            code = error_codes[i].code;
    return err_set(error, code, "%s: %s", what,
                   last != NULL && last->message != NULL ? last->message
                                                         : "libvirt gave no reason");
}

static void ignore_error(void *user_data, virErrorPtr error)
{
}

static gpointer register_once(gpointer data)
{
    virInitialize();
    virSetErrorFunc(NULL, ignore_error); /* errors are returned, not printed */
    virEventRegisterDefaultImpl();
    return NULL;
}

Libvirt *libvirt_new(const char *uri)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, register_once, NULL);
    Libvirt *libvirt = g_new0(Libvirt, 1);
    libvirt->ref_count = 1;
    libvirt->uri = g_strdup(uri != NULL ? uri : "qemu:///system");
    g_mutex_init(&libvirt->mutex);
    libvirt->retry_ms = RETRY_FIRST_MS;
    return libvirt;
}

static void unref(gpointer data)
{
    Libvirt *libvirt = data;
    if (!g_atomic_int_dec_and_test(&libvirt->ref_count))
        return;
    unref_connection(libvirt->connection);
    g_mutex_clear(&libvirt->mutex);
    g_free(libvirt->uri);
    g_free(libvirt);
}

static Libvirt *ref(Libvirt *libvirt)
{
    g_atomic_int_inc(&libvirt->ref_count);
    return libvirt;
}

static void on_closed(virConnectPtr connection, int reason, void *user_data);

void libvirt_free(Libvirt *libvirt)
{
    if (libvirt == NULL)
        return;
    libvirt->func = NULL;
    g_clear_handle_id(&libvirt->retry_source, g_source_remove);
    g_mutex_lock(&libvirt->mutex);
    virConnectPtr connection = g_steal_pointer(&libvirt->connection);
    g_mutex_unlock(&libvirt->mutex);
    if (connection != NULL)
        virConnectUnregisterCloseCallback(connection, on_closed);
    unref_connection(connection);
    unref(libvirt);
}

static void emit(Libvirt *libvirt, const SysEvent *event)
{
    if (libvirt->func != NULL)
        libvirt->func(event, libvirt->user_data);
}

static void emit_domain(Libvirt *libvirt, virDomainPtr domain, SysEvent event)
{
    char id[VIR_UUID_STRING_BUFLEN];
    if (virDomainGetUUIDString(domain, id) < 0)
        return;
    event.domain_id = id;
    emit(libvirt, &event);
}

static SysStopReason stop_reason(int detail)
{
    switch ((virDomainEventStoppedDetailType)detail) {
    case VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN:
        return SYS_STOP_GUEST;
    case VIR_DOMAIN_EVENT_STOPPED_CRASHED:
        return SYS_STOP_CRASHED;
    case VIR_DOMAIN_EVENT_STOPPED_MIGRATED:
        return SYS_STOP_MIGRATED;
    case VIR_DOMAIN_EVENT_STOPPED_SAVED:
        return SYS_STOP_SAVED;
    case VIR_DOMAIN_EVENT_STOPPED_FAILED:
        return SYS_STOP_FAILED;
    case VIR_DOMAIN_EVENT_STOPPED_DESTROYED:
    case VIR_DOMAIN_EVENT_STOPPED_FROM_SNAPSHOT:
        break;
    }
    return SYS_STOP_DESTROYED;
}

static int on_lifecycle(virConnectPtr connection, virDomainPtr domain, int what, int detail,
                        void *user_data)
{
    static const int kinds[] = {
        [VIR_DOMAIN_EVENT_STARTED] = SYS_EVENT_DOMAIN_STARTED,
        [VIR_DOMAIN_EVENT_SUSPENDED] = SYS_EVENT_DOMAIN_PAUSED,
        [VIR_DOMAIN_EVENT_RESUMED] = SYS_EVENT_DOMAIN_RUNNING,
        [VIR_DOMAIN_EVENT_STOPPED] = SYS_EVENT_DOMAIN_STOPPED,
        [VIR_DOMAIN_EVENT_SHUTDOWN] = SYS_EVENT_DOMAIN_STOPPING,
    };
    switch (what) {
    case VIR_DOMAIN_EVENT_STARTED:
    case VIR_DOMAIN_EVENT_SUSPENDED:
    case VIR_DOMAIN_EVENT_RESUMED:
    case VIR_DOMAIN_EVENT_STOPPED:
    case VIR_DOMAIN_EVENT_SHUTDOWN:
        emit_domain(user_data, domain,
                    (SysEvent){ .kind = (SysEventKind)kinds[what], .stop = stop_reason(detail) });
    }
    return 0;
}

static void on_device_removed(virConnectPtr connection, virDomainPtr domain, const char *alias,
                              void *user_data)
{
    emit_domain(user_data, domain, (SysEvent){ .kind = SYS_EVENT_DEVICE_REMOVED, .alias = alias });
}

static void on_device_kept(virConnectPtr connection, virDomainPtr domain, const char *alias,
                           void *user_data)
{
    emit_domain(user_data, domain, (SysEvent){ .kind = SYS_EVENT_DEVICE_KEPT, .alias = alias });
}

static bool subscribe(Libvirt *libvirt, virConnectPtr connection)
{
    static const struct {
        int id;
        virConnectDomainEventGenericCallback callback;
    } events[] = {
        { VIR_DOMAIN_EVENT_ID_LIFECYCLE, VIR_DOMAIN_EVENT_CALLBACK(on_lifecycle) },
        { VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, VIR_DOMAIN_EVENT_CALLBACK(on_device_removed) },
        { VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED, VIR_DOMAIN_EVENT_CALLBACK(on_device_kept) },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(events); i++)
        if (virConnectDomainEventRegisterAny(connection, NULL, events[i].id, events[i].callback,
                                             ref(libvirt), unref) < 0)
            return false;
    return true;
}

/* Opens and, when events are wanted, subscribes.  A connection that cannot tell when it is dead
 * is none: keepalive and the close callback are part of it. */
static virConnectPtr open_connection(Libvirt *libvirt, GError **error)
{
    g_autoptr(Connection) connection = virConnectOpen(libvirt->uri);
    if (connection == NULL) {
        fail(error, libvirt->uri);
        return NULL;
    }
    if (libvirt->func == NULL)
        return g_steal_pointer(&connection);
    /* The test driver has no keepalive; that is no reason to do without it. */
    virConnectSetKeepAlive(connection, KEEPALIVE_INTERVAL_S, KEEPALIVE_COUNT);
    if (virConnectRegisterCloseCallback(connection, on_closed, ref(libvirt), unref) < 0) {
        unref(libvirt);
        fail(error, libvirt->uri);
        return NULL;
    }
    if (!subscribe(libvirt, connection)) {
        fail(error, libvirt->uri);
        virConnectUnregisterCloseCallback(connection, on_closed);
        return NULL;
    }
    return g_steal_pointer(&connection);
}

/* A reference to the connection.  While events are wanted only the connecting task opens one, so
 * that none is ever without its subscriptions. */
static virConnectPtr acquire(Libvirt *libvirt, GError **error)
{
    virConnectPtr connection = NULL;
    g_mutex_lock(&libvirt->mutex);
    if (libvirt->connection == NULL && libvirt->func == NULL)
        libvirt->connection = open_connection(libvirt, error);
    else if (libvirt->connection == NULL)
        err_set(error, ERR_UNREACHABLE, "libvirt (%s) cannot be reached", libvirt->uri);
    connection = libvirt->connection;
    if (connection != NULL)
        virConnectRef(connection);
    g_mutex_unlock(&libvirt->mutex);
    return connection;
}

static void connect_in_worker(GTask *task, gpointer source, gpointer data,
                              GCancellable *cancellable)
{
    GError *error = NULL;
    virConnectPtr connection = open_connection(data, &error);
    if (connection == NULL)
        g_task_return_error(task, error);
    else
        g_task_return_pointer(task, connection, (GDestroyNotify)unref_connection);
}

static void start_connecting(Libvirt *libvirt);

static gboolean on_retry(gpointer data)
{
    Libvirt *libvirt = data;
    libvirt->retry_source = 0;
    start_connecting(libvirt);
    return G_SOURCE_REMOVE;
}

static void on_connected(GObject *source, GAsyncResult *result, gpointer data)
{
    Libvirt *libvirt = g_task_get_task_data(G_TASK(result));
    virConnectPtr connection = g_task_propagate_pointer(G_TASK(result), NULL);
    if (libvirt->func == NULL) {
        unref_connection(connection);
        return;
    }
    if (connection == NULL) {
        libvirt->retry_source = g_timeout_add(libvirt->retry_ms, on_retry, libvirt);
        libvirt->retry_ms = MIN(libvirt->retry_ms * 2, RETRY_LAST_MS);
        return;
    }
    libvirt->retry_ms = RETRY_FIRST_MS;
    g_mutex_lock(&libvirt->mutex);
    libvirt->connection = connection;
    g_mutex_unlock(&libvirt->mutex);
    emit(libvirt, &(SysEvent){ .kind = SYS_EVENT_DOMAINS_BACK });
}

static void start_connecting(Libvirt *libvirt)
{
    g_autoptr(GTask) task = g_task_new(NULL, NULL, on_connected, NULL);
    g_task_set_task_data(task, ref(libvirt), unref);
    g_task_run_in_thread(task, connect_in_worker);
}

static void on_closed(virConnectPtr connection, int reason, void *user_data)
{
    Libvirt *libvirt = user_data;
    g_mutex_lock(&libvirt->mutex);
    bool ours = libvirt->connection == connection;
    if (ours)
        libvirt->connection = NULL;
    g_mutex_unlock(&libvirt->mutex);
    if (!ours)
        return;
    unref_connection(connection);
    emit(libvirt, &(SysEvent){ .kind = SYS_EVENT_DOMAINS_LOST });
    if (libvirt->func != NULL && libvirt->retry_source == 0)
        libvirt->retry_source = g_timeout_add(libvirt->retry_ms, on_retry, libvirt);
}

void libvirt_start_events(Libvirt *libvirt, SysEventFunc func, gpointer user_data)
{
    libvirt->func = func;
    libvirt->user_data = user_data;
    if (func != NULL)
        start_connecting(libvirt);
}

static char *dup_version(unsigned long number)
{
    return g_strdup_printf("%lu.%lu.%lu", number / 1000000, number / 1000 % 1000, number % 1000);
}

void libvirt_read_versions(Libvirt *libvirt, HostInventory *inventory)
{
    g_autoptr(Connection) connection = acquire(libvirt, NULL);
    unsigned long number = 0;
    if (connection == NULL)
        return;
    if (virConnectGetLibVersion(connection, &number) == 0)
        inventory->libvirt_version = dup_version(number);
    if (virConnectGetVersion(connection, &number) == 0 && number > 0)
        inventory->qemu_version = dup_version(number);
}

static SysDomainState domain_state(unsigned char state)
{
    switch ((virDomainState)state) {
    case VIR_DOMAIN_RUNNING:
    case VIR_DOMAIN_BLOCKED:
        return SYS_DOMAIN_RUNNING;
    case VIR_DOMAIN_PAUSED:
    case VIR_DOMAIN_PMSUSPENDED:
        return SYS_DOMAIN_PAUSED;
    case VIR_DOMAIN_SHUTDOWN:
        return SYS_DOMAIN_STOPPING;
    case VIR_DOMAIN_NOSTATE:
        return SYS_DOMAIN_STARTING;
    case VIR_DOMAIN_SHUTOFF:
    case VIR_DOMAIN_CRASHED:
        break;
    }
    return SYS_DOMAIN_OFF;
}

/* NULL when it went away while we looked. */
static SysDomain *read_domain(virDomainPtr domain, bool with_xml)
{
    char id[VIR_UUID_STRING_BUFLEN];
    virDomainInfo info;
    g_autofree char *xml = NULL;
    if (virDomainGetUUIDString(domain, id) < 0 || virDomainGetInfo(domain, &info) < 0 ||
        (with_xml && (xml = virDomainGetXMLDesc(domain, 0)) == NULL))
        return NULL;
    SysDomain *value = g_new0(SysDomain, 1);
    value->id = g_strdup(id);
    value->name = g_strdup(virDomainGetName(domain));
    value->xml = g_steal_pointer(&xml);
    value->state = domain_state(info.state);
    value->cpu_ns = info.cpuTime;
    value->memory_kib = info.memory;
    value->n_cpus = info.nrVirtCpu;
    return value;
}

GPtrArray *libvirt_list_domains(Libvirt *libvirt, bool with_xml, GError **error)
{
    g_autoptr(Connection) connection = acquire(libvirt, error);
    if (connection == NULL)
        return NULL;
    virDomainPtr *domains = NULL;
    int n = virConnectListAllDomains(connection, &domains, VIR_CONNECT_LIST_DOMAINS_ACTIVE);
    if (n < 0) {
        fail(error, "list domains");
        return NULL;
    }
    GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)sys_domain_free);
    for (int i = 0; i < n; i++) {
        SysDomain *domain = read_domain(domains[i], with_xml);
        if (domain != NULL)
            g_ptr_array_add(list, domain);
        virDomainFree(domains[i]);
    }
    free(domains);
    return list;
}

static virDomainPtr find_domain(virConnectPtr connection, const char *id, GError **error)
{
    virDomainPtr domain = virDomainLookupByUUIDString(connection, id);
    if (domain == NULL)
        fail(error, id);
    return domain;
}

char *libvirt_dup_xml(Libvirt *libvirt, const char *id, GError **error)
{
    g_autoptr(Connection) connection = acquire(libvirt, error);
    g_autoptr(Domain) domain = connection != NULL ? find_domain(connection, id, error) : NULL;
    if (domain == NULL)
        return NULL;
    char *xml = virDomainGetXMLDesc(domain, 0);
    if (xml == NULL)
        fail(error, id);
    return xml;
}

bool libvirt_create(Libvirt *libvirt, const char *xml, bool paused, GError **error)
{
    g_autoptr(Connection) connection = acquire(libvirt, error);
    if (connection == NULL)
        return false;
    g_autoptr(Domain) domain =
        virDomainCreateXML(connection, xml, paused ? VIR_DOMAIN_START_PAUSED : 0);
    if (domain == NULL && virConnectIsAlive(connection) != 1)
        return err_set(error, ERR_TIMEOUT, "libvirt went away while it started the domain");
    return domain != NULL || fail(error, "start domain");
}

bool libvirt_destroy(Libvirt *libvirt, const char *id, GError **error)
{
    g_autoptr(Connection) connection = acquire(libvirt, error);
    g_autoptr(Domain) domain = connection != NULL ? find_domain(connection, id, error) : NULL;
    if (domain == NULL)
        return false;
    return virDomainDestroy(domain) == 0 || fail(error, id);
}

bool libvirt_shutdown(Libvirt *libvirt, const char *id, bool reboot, GError **error)
{
    g_autoptr(Connection) connection = acquire(libvirt, error);
    g_autoptr(Domain) domain = connection != NULL ? find_domain(connection, id, error) : NULL;
    if (domain == NULL)
        return false;
    int code = reboot ? virDomainReboot(domain, 0) : virDomainShutdown(domain);
    return code == 0 || fail(error, id);
}

bool libvirt_attach(Libvirt *libvirt, const char *id, const char *xml, GError **error)
{
    g_autoptr(Connection) connection = acquire(libvirt, error);
    g_autoptr(Domain) domain = connection != NULL ? find_domain(connection, id, error) : NULL;
    if (domain == NULL)
        return false;
    if (virDomainAttachDeviceFlags(domain, xml, VIR_DOMAIN_AFFECT_LIVE) == 0)
        return true;
    return virConnectIsAlive(connection) == 1
               ? fail(error, "attach device")
               : err_set(error, ERR_TIMEOUT, "libvirt went away while it attached the device");
}

/* QEMU refuses to ask a guest again that has not answered yet; it has been asked, then. */
static bool is_being_detached(void)
{
    const char *message = virGetLastErrorMessage();
    return message != NULL && strstr(message, "in the process of unplug") != NULL;
}

bool libvirt_detach(Libvirt *libvirt, const char *id, const char *alias, GError **error)
{
    g_autoptr(Connection) connection = acquire(libvirt, error);
    g_autoptr(Domain) domain = connection != NULL ? find_domain(connection, id, error) : NULL;
    if (domain == NULL)
        return false;
    return virDomainDetachDeviceAlias(domain, alias, VIR_DOMAIN_AFFECT_LIVE) == 0 ||
           is_being_detached() || fail(error, alias);
}

bool libvirt_update(Libvirt *libvirt, const char *id, const char *xml, GError **error)
{
    g_autoptr(Connection) connection = acquire(libvirt, error);
    g_autoptr(Domain) domain = connection != NULL ? find_domain(connection, id, error) : NULL;
    if (domain == NULL)
        return false;
    return virDomainUpdateDeviceFlags(domain, xml, VIR_DOMAIN_AFFECT_LIVE) == 0 ||
           fail(error, "update device");
}
