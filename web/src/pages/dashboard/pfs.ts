/* Which PFs have few VFs left.  Pure. */
import { num } from "@/api/json";

/** As "physicalfunctions" tells it. */
export interface Pf {
  id: string;
  name: string;
  host: { id: string; name: string; status?: string };
  number_of_virtual_functions: string;
  free: string;
}

const SCARCE = 0.1;

/** PFs of hosts that are up with at most 10 % of their VFs free, the scarcest first. */
export function runningOut(pfs: Pf[]): Pf[] {
  const share = (pf: Pf) => num(pf.free) / num(pf.number_of_virtual_functions);
  return pfs
    .filter((pf) => pf.host.status === "up" && num(pf.number_of_virtual_functions) > 0 && share(pf) <= SCARCE)
    .sort((a, b) => share(a) - share(b) || a.host.name.localeCompare(b.host.name));
}
