import { useEffect, useState } from "react";
import { time } from "@/api/json";
import type { Vm } from "@/api/types";
import { uptime } from "@/components/format";
import { t } from "@/strings";
import { isDown } from "./rows";

const MINUTE_MS = 60_000;

/** How long a VM has been running. */
export function Uptime({ vm }: { vm: Pick<Vm, "status" | "start_time"> }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  return <>{isDown(vm) ? t.common.none : uptime(Math.max(now, Date.now()) - time(vm.start_time))}</>;
}
