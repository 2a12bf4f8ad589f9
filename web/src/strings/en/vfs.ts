import type { VfClass } from "@/api/pfs";

const classes: Record<VfClass, string> = {
  free: "Free",
  used: "Used",
  unusable: "Unusable",
  quarantined: "Quarantined",
};

const meanings: Record<VfClass, string> = {
  free: "a VM can get it",
  used: "a VM has it, or is about to",
  unusable: "something of the host keeps it; its reason tells what",
  quarantined: "it could not be put back to neutral; set the number of VFs anew once no VM uses the card",
};

export const vfs = {
  classes,
  meanings,
  legend: "Legend",
  cells: (pf: string) => `VFs of ${pf}`,
  vf: (index: string) => `VF ${index}`,
  vm: "Virtual machine",
  vnic: "vNIC",
  network: "Network",
  mac: "MAC address",
  vlan: "VLAN",
  reason: "Reason",
  go: "Click or press Enter to go to the VM",
  none: "No VFs yet",
  free: (free: number, all: number) => `${free} of ${all} free`,
};
