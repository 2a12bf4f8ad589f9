/* Small services beside the API. */
#include "rest/handlers.h"

#include "model/data-center.h"

#include <string.h>

bool service_health(Call *call, GError **error)
{
    if (store_count(engine_store(call->engine), &data_center_type, NULL, error) < 0)
        return false;
    call_reply_text(call, 200, "text/plain; charset=utf-8",
                    g_strdup("DB Up!Welcome to Health Status!"));
    return true;
}

bool service_pki(Call *call, GError **error)
{
    const char *resource = url_param(call->url, "resource");
    const char *format = url_param(call->url, "format");
    if (resource != NULL && strcmp(resource, "ca-certificate") != 0)
        return refuse(error, REFUSAL_NOT_FOUND, "There is no PKI resource \"%.80s\"", resource);
    if (format != NULL && strcmp(format, "X509-PEM-CA") != 0 && strcmp(format, "X509-PEM") != 0)
        return refuse(error, REFUSAL_VALUE,
                      "\"%.80s\" is not a format of the certificate; X509-PEM-CA is", format);
    call_reply_text(call, 200, "application/x-x509-ca-cert", g_strdup(call->api->ca_pem));
    return true;
}
