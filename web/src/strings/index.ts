/* All texts of the pages.  A translation is another object of this shape. */

import { clusters } from "./en/clusters";
import { common, login, menu, nav, search } from "./en/common";
import { dashboard } from "./en/dashboard";
import { dataCenters } from "./en/dataCenters";
import { events } from "./en/events";
import { hosts } from "./en/hosts";
import { jobs } from "./en/jobs";
import { macPools } from "./en/macPools";
import { map } from "./en/map";
import { networks } from "./en/networks";
import { permissions } from "./en/permissions";
import { placement } from "./en/placement";
import { profiles } from "./en/profiles";
import { progress } from "./en/progress";
import { templates } from "./en/templates";
import { users } from "./en/users";
import { vfs } from "./en/vfs";
import { vms } from "./en/vms";

const en = {
  common,
  search,
  login,
  menu,
  nav,
  dashboard,
  dataCenters,
  clusters,
  hosts,
  networks,
  profiles,
  vms,
  templates,
  macPools,
  permissions,
  users,
  events,
  jobs,
  map,
  placement,
  progress,
  vfs,
};

export type Strings = typeof en;
export const t: Strings = en;
