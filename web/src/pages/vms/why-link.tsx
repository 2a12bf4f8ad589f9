import { Link } from "react-router-dom";
import { t } from "@/strings";

/** What to do next when a VM could not be started. */
export function WhyLink({ id }: { id: string }) {
  return <Link to={`/vms/${id}/placement`}>{t.vms.why}</Link>;
}
