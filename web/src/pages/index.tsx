/* All pages there are: a row each, loaded when they are first shown. */
import { type ComponentType, lazy } from "react";
import { t } from "@/strings";
import { loadOrReload } from "./load";

export interface PageRow {
  /** Address; details of one object are under "<path>/:id/:tab?". */
  path: string;
  title: string;
  List: ComponentType;
  Details?: ComponentType;
  /** Not in the navigation: a part of the page there, which has the way to it. */
  within?: string;
}

export interface NavGroup {
  title: string;
  pages: PageRow[];
}

/** A component that a module exports by name, loaded when it is needed. */
function page<M extends Record<K, ComponentType>, K extends string>(load: () => Promise<M>, name: K) {
  return lazy(async () => ({ default: (await loadOrReload(load))[name] }));
}

const dashboard = () => import("./dashboard");
const map = () => import("./map");
const dataCenters = () => import("./data-centers");
const clusters = () => import("./clusters");
const hosts = () => import("./hosts");
const vms = () => import("./vms");
const templates = () => import("./templates");
const networks = () => import("./networks");
const profiles = () => import("./profiles");
const macPools = () => import("./mac-pools");
const users = () => import("./users");
const groups = () => import("./users/groups");
const roles = () => import("./users/roles");
const system = () => import("./users/system");
const events = () => import("./events");
const jobs = () => import("./jobs");

export const navigation: NavGroup[] = [
  {
    title: t.nav.overview,
    pages: [
      { path: "/", title: t.nav.dashboard, List: page(dashboard, "Dashboard") },
      { path: "/map", title: t.nav.map, List: page(map, "VfMap") },
    ],
  },
  {
    title: t.nav.compute,
    pages: [
      { path: "/vms", title: t.nav.vms, List: page(vms, "Vms"), Details: page(vms, "VmDetails") },
      {
        path: "/templates",
        title: t.nav.templates,
        List: page(templates, "Templates"),
        Details: page(templates, "TemplateDetails"),
      },
      { path: "/hosts", title: t.nav.hosts, List: page(hosts, "Hosts"), Details: page(hosts, "HostDetails") },
      {
        path: "/clusters",
        title: t.nav.clusters,
        List: page(clusters, "Clusters"),
        Details: page(clusters, "ClusterDetails"),
      },
      {
        path: "/datacenters",
        title: t.nav.dataCenters,
        List: page(dataCenters, "DataCenters"),
        Details: page(dataCenters, "DataCenterDetails"),
      },
    ],
  },
  {
    title: t.nav.network,
    pages: [
      {
        path: "/networks",
        title: t.nav.networks,
        List: page(networks, "Networks"),
        Details: page(networks, "NetworkDetails"),
      },
      {
        path: "/vnicprofiles",
        title: t.nav.profiles,
        List: page(profiles, "Profiles"),
        Details: page(profiles, "ProfileDetails"),
      },
      {
        path: "/macpools",
        title: t.nav.macPools,
        List: page(macPools, "MacPools"),
        Details: page(macPools, "MacPoolDetails"),
      },
    ],
  },
  {
    title: t.nav.administration,
    pages: [
      {
        path: "/events",
        title: t.nav.events,
        List: page(events, "Events"),
        Details: page(events, "EventDetails"),
      },
      { path: "/jobs", title: t.nav.jobs, List: page(jobs, "Jobs"), Details: page(jobs, "JobDetails") },
      { path: "/users", title: t.nav.users, List: page(users, "Users"), Details: page(users, "UserDetails") },
      {
        path: "/groups",
        title: t.users.groups,
        List: page(groups, "Groups"),
        Details: page(groups, "GroupDetails"),
        within: "/users",
      },
      {
        path: "/roles",
        title: t.users.roles,
        List: page(roles, "Roles"),
        Details: page(roles, "RoleDetails"),
        within: "/users",
      },
      {
        path: "/permissions",
        title: t.users.system,
        List: page(system, "SystemPermissions"),
        within: "/users",
      },
    ],
  },
];
