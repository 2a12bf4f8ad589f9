/* vm-nic.h - vNICs for the rules of other types. */
#pragma once

#include "engine/crud.h"

/* Gives the new VM 'vm_id' a vNIC like 'from', with an address of its own. */
bool vm_nic_copy(const Crud *crud, const TemplateNic *from, const char *vm_id, GError **error);
