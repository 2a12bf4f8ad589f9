/* Devices of hosts.  Their ids are their names in hexadecimal, as oVirt's are. */
#include "rest/handlers.h"

#include "engine/host-devices.h"
#include "model/host.h"
#include "model/vm.h"

#include <string.h>

typedef struct {
    Call *call;
    ReprContext context;
    Emit *emit;
    const char *host;
} Writer;

static char *id_of(const char *name)
{
    GString *id = g_string_new(NULL);
    for (; *name != '\0'; name++)
        g_string_append_printf(id, "%02x", (guchar)*name);
    return g_string_free(id, FALSE);
}

static void emit_address(Writer *writer, const char *name)
{
    g_autofree char *id = id_of(name);
    g_autofree char *href =
        g_strdup_printf("%s/hosts/%s/devices/%s", writer->call->prefix, writer->host, id);
    emit_attribute(writer->emit, "href", href);
    emit_attribute(writer->emit, "id", id);
}

static void emit_ref(Writer *writer, const char *element, const char *name)
{
    if (name == NULL)
        return;
    emit_open(writer->emit, element);
    emit_address(writer, name);
    emit_text(writer->emit, "name", name);
    emit_close(writer->emit);
}

/* <product id="0x1520"><name>...</name></product>; what the number is called nobody here knows, but
 * clients find VFs by the words. */
static void emit_number(Writer *writer, const char *element, const char *number, const char *words)
{
    if (number == NULL)
        return;
    g_autofree char *name = g_strconcat(number, words, NULL);
    emit_open(writer->emit, element);
    emit_attribute(writer->emit, "id", number);
    emit_text(writer->emit, "name", name);
    emit_close(writer->emit);
}

static void emit_device(Writer *writer, const HostDevice *device)
{
    Emit *emit = writer->emit;
    bool is_vf = device->physical_function != NULL;
    emit_open(emit, "host_device");
    emit_address(writer, device->name);
    emit_text(emit, "name", device->name);
    if (device->capability != NULL)
        emit_text(emit, "capability", device->capability);
    if (device->driver != NULL)
        emit_text(emit, "driver", device->driver);
    if (device->iommu_group >= 0)
        emit_int(emit, "iommu_group", device->iommu_group);
    emit_bool(emit, "placeholder", false);
    emit_number(writer, "product", device->product_id, is_vf ? " Virtual Function" : "");
    emit_number(writer, "vendor", device->vendor_id, "");
    if (device->total_vfs > 0)
        emit_int(emit, "virtual_functions", device->total_vfs);
    repr_emit_ref(&writer->context, emit, "host", &host_type, writer->host, NULL);
    emit_ref(writer, "parent_device", device->parent);
    emit_ref(writer, "physical_function", device->physical_function);
    if (device->vm != NULL)
        repr_emit_ref(&writer->context, emit, "vm", &vm_type, device->vm, NULL);
    emit_close(emit);
}

static GPtrArray *list(Call *call, GError **error)
{
    return engine_host_devices(call->engine, &call->caller, call->captures[0], error);
}

bool host_device_list(Call *call, GError **error)
{
    g_autoptr(GPtrArray) devices = list(call, error);
    if (devices == NULL)
        return false;
    Writer writer = { call, call_context(call), emit_new(call->format), call->captures[0] };
    emit_open(writer.emit, "host_devices");
    emit_open_list(writer.emit, "host_device");
    for (guint i = 0; i < devices->len; i++)
        emit_device(&writer, devices->pdata[i]);
    emit_close_list(writer.emit);
    emit_close(writer.emit);
    call_take_reply(call, 200, writer.emit);
    return true;
}

bool host_device_get(Call *call, GError **error)
{
    g_autoptr(GPtrArray) devices = list(call, error);
    for (guint i = 0; devices != NULL && i < devices->len; i++) {
        const HostDevice *device = devices->pdata[i];
        g_autofree char *id = id_of(device->name);
        if (strcmp(id, call_id(call)) != 0)
            continue;
        Writer writer = { call, call_context(call), emit_new(call->format), call->captures[0] };
        emit_device(&writer, device);
        call_take_reply(call, 200, writer.emit);
        return true;
    }
    return devices != NULL && err_set(error, ERR_NOT_FOUND, "Host %s has no device %s",
                                      call->captures[0], call_id(call));
}
