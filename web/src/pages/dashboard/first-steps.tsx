/* What to do with an engine that has nothing yet, in order; what is done is ticked. */
import { Card, CardBody, CardHeader, CardTitle, Icon } from "@patternfly/react-core";
import { CheckCircleIcon, CircleIcon } from "@patternfly/react-icons";
import { Link } from "react-router-dom";
import { useList } from "@/api/hooks";
import { num } from "@/api/json";
import type { Network, VnicProfile } from "@/api/types";
import { t } from "@/strings";
import { type Summary, vfParts } from "./fleet";

type StepKey = "host" | "vfs" | "network" | "profile" | "vm";

const steps: [StepKey, string][] = [
  ["host", "/hosts"],
  ["vfs", "/hosts"],
  ["network", "/networks"],
  ["profile", "/vnicprofiles"],
  ["vm", "/vms"],
];

/** False for a fleet that is in use: nobody there asks how to begin. */
export function isNew({ hosts, vms, virtual_functions }: Summary): boolean {
  const vfs = vfParts(virtual_functions ?? {}).some(({ value }) => value > 0);
  return num(hosts.total) === 0 || num(vms.total) === 0 || (!!virtual_functions && !vfs);
}

export function FirstSteps({ summary }: { summary: Summary }) {
  const networks = useList<Network>("networks?max=2"); // one is the management network
  const profiles = useList<VnicProfile>("vnicprofiles");
  const done: Record<StepKey, boolean> = {
    host: num(summary.hosts.total) > 0,
    vfs: vfParts(summary.virtual_functions ?? {}).some(({ value }) => value > 0),
    network: (networks.data?.length ?? 0) > 1,
    profile: !!profiles.data?.some(({ pass_through }) => pass_through?.mode === "enabled"),
    vm: num(summary.vms.total) > 0,
  };
  const next = steps.find(([key]) => !done[key])?.[0];
  return (
    <Card>
      <CardHeader>
        <CardTitle component="h2">{t.dashboard.steps.title}</CardTitle>
        <p>{t.dashboard.steps.text}</p>
      </CardHeader>
      <CardBody>
        <ol className="berth-first-steps">
          {steps.map(([key, to]) => {
            const [title, text] = t.dashboard.steps[key];
            return (
              <li key={key} aria-current={key === next ? "step" : undefined}>
                <Icon status={done[key] ? "success" : undefined}>
                  {done[key] ? (
                    <CheckCircleIcon title={t.dashboard.steps.done} />
                  ) : (
                    <CircleIcon title={t.dashboard.steps.open} className="berth-first-steps__open" />
                  )}
                </Icon>
                <div>
                  {key === next ? (
                    <strong>
                      <Link to={to}>{title}</Link>
                    </strong>
                  ) : (
                    <Link to={to}>{title}</Link>
                  )}
                  <div className="berth-subtle">{text}</div>
                </div>
              </li>
            );
          })}
        </ol>
      </CardBody>
    </Card>
  );
}
