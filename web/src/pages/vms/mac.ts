/* What a MAC address of a vNIC may be, before the engine is asked.  Pure. */
import { t } from "@/strings";

/** Why a text is no MAC address of one station; undefined when it is one. */
export function macFault(text: string): string | undefined {
  const n = t.vms.nic;
  if (!/^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(text)) return n.macForm;
  const bytes = text.split(/[:-]/).map((byte) => Number.parseInt(byte, 16));
  if (bytes.every((byte) => byte === 0)) return n.macZero;
  return (bytes[0] ?? 0) & 1 ? n.macGroup : undefined;
}
