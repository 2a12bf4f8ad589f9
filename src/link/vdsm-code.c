#include "link/vdsm-code.h"

static const struct {
    int number;
    ErrCode code;
} meanings[] = {
    { VDSM_NO_SUCH_VM, ERR_NOT_FOUND },
    { VDSM_VM_EXISTS, ERR_CONFLICT },
    { VDSM_VM_IS_DOWN, ERR_CONFLICT },
    { VDSM_CANNOT_CREATE, ERR_INTERNAL },
    { VDSM_CONNECTIVITY_LOST, ERR_CONFLICT },
    { VDSM_MISSING_PARAMETER, ERR_INVALID },
    { VDSM_UNEXPECTED, ERR_INTERNAL },
    { VDSM_BAD_PARAMETER, ERR_INVALID },
    { 22, ERR_INVALID }, /* bad address */
    { 23, ERR_INVALID }, /* bad NIC */
    { VDSM_NIC_IN_USE, ERR_CONFLICT },
    { 25, ERR_INVALID },  /* bad bond */
    { 26, ERR_INVALID },  /* bad VLAN */
    { 27, ERR_INVALID },  /* bad bridge */
    { 31, ERR_CONFLICT }, /* bond in use */
    { VDSM_BUSY, ERR_BUSY },
    { VDSM_NOT_IMPLEMENTED, ERR_UNSUPPORTED },
    { VDSM_PLUG_FAILED, ERR_CONFLICT },
    { VDSM_UNPLUG_FAILED, ERR_CONFLICT },
    { VDSM_MIGRATING, ERR_CONFLICT },
    { VDSM_UPDATE_FAILED, ERR_CONFLICT },
    { 81, ERR_CONFLICT }, /* not migrating */
    { 82, ERR_BUSY },     /* incoming limit */
    { VDSM_INVALID_PARAMETER, ERR_INVALID },
    { VDSM_RECOVERING, ERR_BUSY },
    { VDSM_GENERAL, ERR_CONFLICT },
    { VDSM_QUEUE_FULL, ERR_BUSY },
    { 5022, ERR_UNREACHABLE }, /* the agent could not reach what it asked */
    { VDSM_VF_IN_USE, ERR_CONFLICT },
    { VDSM_VF_UNSUPPORTED, ERR_UNSUPPORTED },
    { VDSM_VF_PARTIAL, ERR_INTERNAL },
    { VDSM_VF_NO_SUCH, ERR_NOT_FOUND },
    { VDSM_VF_NEEDS_ZERO, ERR_CONFLICT },
    { VDSM_VF_OLD_EPOCH, ERR_CONFLICT },
    { JSONRPC_PARSE_ERROR, ERR_INVALID },
    { JSONRPC_INVALID_REQUEST, ERR_INVALID },
    { JSONRPC_NO_METHOD, ERR_UNSUPPORTED },
    { JSONRPC_BAD_PARAMS, ERR_INVALID },
    { -32605, ERR_TIMEOUT }, /* the agent's own deadline passed */
    { JSONRPC_UNAUTHENTICATED, ERR_UNAUTHENTICATED },
    { JSONRPC_DENIED, ERR_DENIED },
};

ErrCode vdsm_code_to_err(int vdsm_code)
{
    for (gsize i = 0; i < G_N_ELEMENTS(meanings); i++)
        if (meanings[i].number == vdsm_code)
            return meanings[i].code;
    return ERR_INTERNAL;
}
