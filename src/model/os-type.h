/* os-type.h - the guest operating systems that VMs may be said to run, oVirt's names.  Pure. */
#pragma once

#include "model/enum.h"

typedef struct {
    int id;           /* oVirt's number */
    const char *name; /* "rhel_9x64" */
    const char *description;
} OsType;

extern const OsType os_types[]; /* by index of the enumeration */
extern const EnumTable os_type_table;
