/* Short names of the API's types, and what "follow" puts into them. */
import type { components } from "./schema";

type Schemas = components["schemas"];

/** Another entity by its id; the API adds the name where that is cheap. */
export interface Ref {
  id?: string;
  href?: string;
  name?: string;
}

export type DataCenter = Schemas["data_center"];
export type Cluster = Schemas["cluster"];
export type Network = Schemas["network"];
export type VnicProfile = Schemas["vnic_profile"];
export type NetworkFilter = Schemas["network_filter"];
export type NetworkLabel = Schemas["network_label"];
export type Qos = Schemas["qos"];
export type MacPool = Schemas["mac_pool"];
export type Host = Schemas["host"];
export type HostNic = Schemas["host_nic"];
export type VirtualFunction = Schemas["virtual_function"];
export type Vm = Schemas["vm"];
export type VmNic = Schemas["vm_nic"];
export type Template = Schemas["template"];
export type User = Schemas["user"];
export type Group = Schemas["group"];
export type Role = Schemas["role"];
export type Permit = Schemas["permit"];
export type Permission = Schemas["permission"];
export type Event = Schemas["event"];
export type Job = Schemas["job"];
export type Step = Schemas["step"];
export type Tag = Schemas["tag"];
