/* The title of the browser's tab: "web1 · Virtual Machines · Berth". */
import { useEffect } from "react";
import { useLocation } from "react-router-dom";
import { t } from "@/strings";

export function setTitle(...parts: string[]) {
  document.title = [...parts.filter(Boolean), t.common.product].join(" · ");
}

/** For pages that know more than what their row of the navigation says. */
export function usePageTitle(...parts: string[]) {
  const { pathname } = useLocation();
  const joined = parts.join(" · ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the frame set its own when the address changed
  useEffect(() => setTitle(joined), [joined, pathname]);
}
