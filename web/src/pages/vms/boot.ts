/* What VMs boot from. */
import type { Option } from "@/components/fields";
import { t } from "@/strings";

export type Device = keyof typeof t.vms.devices;

export function bootOptions(nothing: string): Option[] {
  return [
    { value: "", label: nothing },
    ...Object.entries(t.vms.devices).map(([value, label]) => ({ value, label })),
  ];
}

/** In order and each once, as the API takes them. */
export function devicesOf({ first, second }: { first: string; second: string }): Device[] {
  return [...new Set([first, second].filter(Boolean))] as Device[];
}

export function deviceNames(devices: Device[] | undefined): string {
  return devices?.map((device) => t.vms.devices[device]).join(", ") || t.common.none;
}

/** Why a text is no path on a host; undefined when it is one, or empty. */
export function isPath(text: string): string | undefined {
  return text === "" || text.startsWith("/") ? undefined : t.vms.dialog.notAbsolute(text);
}
