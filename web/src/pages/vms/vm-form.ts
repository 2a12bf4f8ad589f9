/* Between the form of a VM or template and its representation.  Pure. */
import { isTrue, num } from "@/api/json";
import type { Template, Vm } from "@/api/types";
import type { Errors } from "@/components/form-dialog";
import { t } from "@/strings";
import { devicesOf, isPath } from "./boot";

export interface Settings {
  name: string;
  description: string;
  comment: string;
  /** In MiB. */
  memory: number;
  sockets: number;
  cores: number;
  threads: number;
  first: string;
  second: string;
  kernel: string;
  initrd: string;
  cmdline: string;
  protected: boolean;
  paused: boolean;
  /** On the hosts of 'hosts' only. */
  pinned: boolean;
  hosts: string[];
}

const MIB = 1 << 20;

export function settingsOf(vm: Partial<Vm> | Partial<Template>): Settings {
  const { topology } = vm.cpu ?? {};
  const [first = "", second = ""] = vm.os?.boot?.devices?.device ?? [];
  const hosts = (vm.placement_policy?.hosts?.host ?? []).map(({ id }) => id ?? "");
  return {
    name: vm.name ?? "",
    description: vm.description ?? "",
    comment: vm.comment ?? "",
    memory: num(vm.memory ?? String(1024 * MIB)) / MIB,
    sockets: num(topology?.sockets ?? "1"),
    cores: num(topology?.cores ?? "1"),
    threads: num(topology?.threads ?? "1"),
    first,
    second,
    kernel: vm.os?.kernel ?? "",
    initrd: vm.os?.initrd ?? "",
    cmdline: vm.os?.cmdline ?? "",
    protected: isTrue(vm.delete_protected),
    paused: isTrue(vm.start_paused),
    pinned: hosts.length > 0,
    hosts,
  };
}

/** The system part of a template, for a VM that is made from it. */
export function settingsFrom(template: Template | undefined): Partial<Settings> {
  const { name: _, description: __, comment: ___, ...rest } = settingsOf(template ?? {});
  // Nothing has a disk here: "Blank" starts from the network unless told otherwise.
  return rest.first === "hd" && !rest.second ? { ...rest, first: "network" } : rest;
}

type Part = [keys: (keyof Settings)[], body: (values: Settings) => object];

/** Which settings are written together: those that mean nothing alone. */
const parts: Part[] = [
  [["name"], ({ name }) => ({ name })],
  [["description"], ({ description }) => ({ description })],
  [["comment"], ({ comment }) => ({ comment })],
  [["memory"], ({ memory }) => ({ memory: String(memory * MIB) })],
  [["sockets"], ({ sockets }) => ({ cpu: { topology: { sockets: String(sockets) } } })],
  [["cores"], ({ cores }) => ({ cpu: { topology: { cores: String(cores) } } })],
  [["threads"], ({ threads }) => ({ cpu: { topology: { threads: String(threads) } } })],
  [["first", "second"], (boot) => ({ os: { boot: { devices: { device: devicesOf(boot) } } } })],
  [["kernel"], ({ kernel }) => ({ os: { kernel } })],
  [["initrd"], ({ initrd }) => ({ os: { initrd } })],
  [["cmdline"], ({ cmdline }) => ({ os: { cmdline } })],
  [["protected"], ({ protected: is }) => ({ delete_protected: String(is) })],
  [["paused"], ({ paused }) => ({ start_paused: String(paused) })],
  [
    ["pinned", "hosts"],
    ({ pinned, hosts }) => ({
      placement_policy: pinned
        ? { affinity: "pinned", hosts: { host: hosts.map((id) => ({ id })) } }
        : { affinity: "migratable", hosts: {} },
    }),
  ],
];

type Tree = { [key: string]: unknown };

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function merge(into: Tree, from: Tree): Tree {
  for (const [key, value] of Object.entries(from)) {
    const there = into[key];
    into[key] = isTree(there) && isTree(value) ? merge(there, value) : value;
  }
  return into;
}

/** The parts of 'values' that 'keys' belong to, for a request: what somebody else changes meanwhile
 * is not written back. */
export function bodyOf(values: Settings, keys: string[] = Object.keys(values)): object {
  return parts
    .filter(([of]) => of.some((key) => keys.includes(key)))
    .reduce<Tree>((body, [, part]) => merge(body, part(values) as Tree), {});
}

function atLeast(value: number, min: number): string | undefined {
  return Number.isInteger(value) && value >= min ? undefined : t.vms.dialog.tooSmall(min);
}

export function validate(values: Settings): Errors<Settings> {
  return {
    name: values.name ? undefined : t.common.required,
    memory: atLeast(values.memory, 1),
    sockets: atLeast(values.sockets, 1),
    cores: atLeast(values.cores, 1),
    threads: atLeast(values.threads, 1),
    kernel: isPath(values.kernel),
    initrd: isPath(values.initrd),
    hosts: values.pinned && values.hosts.length === 0 ? t.vms.dialog.pickHost : undefined,
  };
}

/** Path of a refused field to the field of the form that shows it. */
export const fieldOf: Record<string, keyof Settings> = {
  name: "name",
  description: "description",
  comment: "comment",
  memory: "memory",
  "cpu.topology.cores": "cores",
  "cpu.topology.threads": "threads",
  cpu: "sockets",
  "os.kernel": "kernel",
  "os.initrd": "initrd",
  "os.cmdline": "cmdline",
  "os.boot": "first",
  placement_policy: "hosts",
  delete_protected: "protected",
  start_paused: "paused",
};
