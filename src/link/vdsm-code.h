/* vdsm-code.h - the error numbers of the host link: VDSM's, JSON-RPC's and our own 71xx.  Pure. */
#pragma once

#include "base/err.h"

typedef enum {
    VDSM_NO_SUCH_VM = 1,
    VDSM_VM_EXISTS = 4,
    VDSM_VM_IS_DOWN = 6,
    VDSM_CANNOT_CREATE = 9,
    VDSM_CONNECTIVITY_LOST = 10,
    VDSM_MISSING_PARAMETER = 11,
    VDSM_UNEXPECTED = 16,
    VDSM_BAD_PARAMETER = 21,
    VDSM_NIC_IN_USE = 24,
    VDSM_BUSY = 40, /* another network verb is running */
    VDSM_DESTROY_FAILED = 42,
    VDSM_NOT_IMPLEMENTED = 44,
    VDSM_PLUG_FAILED = 49,
    VDSM_UNPLUG_FAILED = 50,
    VDSM_MIGRATING = 51,
    VDSM_UPDATE_FAILED = 56, /* of a device */
    VDSM_DETACH_FAILED = 83,
    VDSM_INVALID_PARAMETER = 91,
    VDSM_RECOVERING = 99, /* the agent is finding its VMs again */
    VDSM_GENERAL = 100,
    VDSM_QUEUE_FULL = 1100,
    VDSM_VF_IN_USE = 7101,
    VDSM_VF_UNSUPPORTED = 7102, /* by the driver */
    VDSM_VF_PARTIAL = 7103,     /* some of it was applied */
    VDSM_VF_NO_SUCH = 7104,     /* no such PF or VF */
    VDSM_VF_NEEDS_ZERO = 7105,
    VDSM_VF_OLD_EPOCH = 7106, /* the order is older than one already carried out */
    JSONRPC_PARSE_ERROR = -32700,
    JSONRPC_INVALID_REQUEST = -32600,
    JSONRPC_NO_METHOD = -32601,
    JSONRPC_BAD_PARAMS = -32602,
    JSONRPC_INTERNAL = -32603,
    JSONRPC_UNAUTHENTICATED = -32001,
    JSONRPC_DENIED = -32002,
} VdsmCode;

/* What a number from the other side means to us; ERR_INTERNAL for one we do not know. */
ErrCode vdsm_code_to_err(int vdsm_code);
