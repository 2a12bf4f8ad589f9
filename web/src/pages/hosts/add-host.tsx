/* Adds a host: its agent is enrolled by root's password, or by a token that one carries there. */
import { Alert, Radio } from "@patternfly/react-core";
import { useState } from "react";
import { create } from "@/api/client";
import type { Host } from "@/api/types";
import { CheckField, NumberField, SelectField, TextField } from "@/components/fields";
import { FormDialog } from "@/components/form-dialog";
import { useNotices } from "@/components/notices";
import { t } from "@/strings";
import { type EnrollmentToken, makeToken, useClusterOptions } from "./dialogs";
import { TokenDialog } from "./token-dialog";

const s = t.hosts.add;
const AGENT_PORT = 54321;
const DEFAULT_CLUSTER = "Default";

type Way = "password" | "token";

interface Values {
  name: string;
  comment: string;
  address: string;
  port: number;
  cluster: string;
  way: Way;
  password: string;
  fingerprint: string;
  activate: boolean;
}

const ways: [Way, string, string][] = [
  ["password", s.byPassword, s.byPasswordText],
  ["token", s.byToken, s.byTokenText],
];

function bodyOf(values: Values): object {
  const { name, comment, address, port, cluster, way, password, fingerprint } = values;
  return {
    name,
    comment,
    address,
    port,
    ...(cluster && { cluster: { id: cluster } }),
    ...(way === "password" && {
      root_password: password,
      ...(fingerprint && { ssh: { fingerprint } }),
    }),
  };
}

export function AddHost({ onClose }: { onClose: () => void }) {
  const { notify } = useNotices();
  const clusters = useClusterOptions();
  const [made, setMade] = useState<{ name: string; token: EnrollmentToken }>();
  if (made) return <TokenDialog {...made} onClose={onClose} />;
  if (clusters.length === 0) return null;
  const initial: Values = {
    name: "",
    comment: "",
    address: "",
    port: AGENT_PORT,
    cluster: (clusters.find(({ label }) => label === DEFAULT_CLUSTER) ?? clusters[0])?.value ?? "",
    way: "password",
    password: "",
    fingerprint: "",
    activate: true,
  };
  return (
    <FormDialog<Values>
      title={s.title}
      initial={initial}
      validate={({ name, address, way, password }) => ({
        name: name ? undefined : t.common.required,
        address: address ? undefined : t.common.required,
        password: way === "password" && !password ? t.common.required : undefined,
      })}
      fieldOf={{
        name: "name",
        comment: "comment",
        address: "address",
        port: "port",
        cluster: "cluster",
        root_password: "password",
        "ssh.fingerprint": "fingerprint",
      }}
      onSubmit={async ({ values }) => {
        const host = await create<Host>(`hosts?activate=${values.activate}`, bodyOf(values));
        if (values.way === "password") return notify("info", s.installing(values.name));
        setMade({ name: values.name, token: await makeToken(host.id) });
        return "stay";
      }}
      onClose={onClose}
      submitLabel={t.common.add}
    >
      {({ values, field, set }) => (
        <>
          <TextField label={t.common.name} required autoFocus {...field("name")} />
          <TextField label={t.common.comment} {...field("comment")} />
          <TextField
            label={t.hosts.dialogs.address}
            help={t.hosts.dialogs.addressHelp}
            required
            {...field("address")}
          />
          <NumberField label={t.hosts.dialogs.port} min={1} max={65535} {...field("port")} />
          <SelectField label={t.hosts.dialogs.cluster} options={clusters} {...field("cluster")} />
          <fieldset className="berth-allowed">
            <legend>{s.way}</legend>
            {ways.map(([way, label, text]) => (
              <Radio
                key={way}
                id={`way-${way}`}
                name="way"
                label={label}
                description={text}
                isChecked={values.way === way}
                onChange={() => set({ way })}
              />
            ))}
          </fieldset>
          {values.way === "password" && (
            <>
              <TextField
                label={t.hosts.dialogs.rootPassword}
                type="password"
                required
                {...field("password")}
              />
              <TextField label={s.fingerprint} help={s.fingerprintHelp} {...field("fingerprint")} />
            </>
          )}
          <CheckField
            label={t.hosts.dialogs.activate}
            help={t.hosts.dialogs.activateHelp}
            {...field("activate")}
          />
          <Alert isInline isPlain variant="info" title={s.registered}>
            {s.registeredText}
          </Alert>
        </>
      )}
    </FormDialog>
  );
}
