/* vm-settings.h - rules of what VMs and templates have in common (model/vm.h: VmCommon). */
#pragma once

#include "engine/crud.h"

/* Values that say what is so anyway become absent, so that a client that sends back what it was
 * shown changes nothing. */
void vm_settings_normalise(VmCommon *common);

/* Sizes, firmware, boot, clock, CPUs and properties; 'common' is a VM or a template. */
bool vm_settings_check(const Crud *crud, const VmCommon *common, GError **error);

/* Hosts that it is pinned to must be in its cluster. */
bool vm_settings_check_pinning(const Crud *crud, const VmCommon *common, GError **error);

/* Gives 'common' what it was not given of what 'from' has. */
void vm_settings_inherit(VmCommon *common, const VmCommon *from);
