-- The first schema.  One table an entity type, named as the type; one column a stored field, named
-- as the field.  Types that SQLite and PostgreSQL both read: TEXT, BIGINT (numbers, and times as
-- microseconds since the epoch), BOOLEAN.  Enumerations are stored as their words and lists as
-- JSON, so that rows can be read without this program.
--
-- A search does not tell A from a: its names have an index of their own, "…_any_case".
--
-- Deleting: what is part of a thing goes with it (CASCADE); what is used stays (RESTRICT).

CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);

CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT
);

CREATE TABLE mac_pool (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT,
  ranges TEXT,
  allow_duplicates BOOLEAN NOT NULL,
  default_pool BOOLEAN NOT NULL
);

CREATE TABLE data_center (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT,
  comment TEXT,
  local BOOLEAN NOT NULL,
  quota_mode TEXT NOT NULL,
  storage_format TEXT NOT NULL,
  version_major BIGINT NOT NULL,
  version_minor BIGINT NOT NULL,
  mac_pool TEXT REFERENCES mac_pool (id) ON DELETE RESTRICT
);
CREATE INDEX data_center_any_case ON data_center (name COLLATE NOCASE);
CREATE INDEX data_center_mac_pool ON data_center (mac_pool);

-- Lists that nobody changes; their ids are oVirt's.
CREATE TABLE scheduling_policy (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT,
  default_policy BOOLEAN NOT NULL,
  properties TEXT
);

CREATE TABLE migration_policy (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

CREATE TABLE cluster_level (
  id TEXT PRIMARY KEY,
  cpu_types TEXT
);

CREATE TABLE operating_system (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT,
  architecture TEXT
);

CREATE TABLE system_option (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  "values" TEXT
);

CREATE TABLE cluster (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT,
  comment TEXT,
  data_center TEXT REFERENCES data_center (id) ON DELETE RESTRICT,
  mac_pool TEXT REFERENCES mac_pool (id) ON DELETE RESTRICT,
  scheduling_policy TEXT REFERENCES scheduling_policy (id) ON DELETE RESTRICT,
  scheduling_properties TEXT,
  ballooning_enabled BOOLEAN NOT NULL,
  bios_type TEXT NOT NULL,
  cpu_architecture TEXT NOT NULL,
  cpu_type TEXT,
  display_proxy TEXT,
  on_error TEXT NOT NULL,
  fencing_enabled BOOLEAN NOT NULL,
  fencing_skip_connectivity_broken BOOLEAN NOT NULL,
  fencing_connectivity_threshold BIGINT NOT NULL,
  fencing_skip_bricks_up BOOLEAN NOT NULL,
  fencing_skip_quorum_not_met BOOLEAN NOT NULL,
  fencing_skip_sd_active BOOLEAN NOT NULL,
  fips_mode TEXT NOT NULL,
  firewall_type TEXT NOT NULL,
  gluster_service BOOLEAN NOT NULL,
  gluster_tuned_profile TEXT,
  ha_reservation BOOLEAN NOT NULL,
  ksm_enabled BOOLEAN NOT NULL,
  ksm_merge_across_nodes BOOLEAN NOT NULL,
  memory_threshold BIGINT NOT NULL,
  memory_threshold_type TEXT NOT NULL,
  maintenance_reason_required BOOLEAN NOT NULL,
  over_commit BIGINT NOT NULL,
  transparent_hugepages BOOLEAN NOT NULL,
  auto_converge TEXT NOT NULL,
  bandwidth_method TEXT NOT NULL,
  bandwidth_custom BIGINT NOT NULL,
  compressed TEXT NOT NULL,
  encrypted TEXT NOT NULL,
  migration_policy TEXT REFERENCES migration_policy (id) ON DELETE RESTRICT,
  optional_reason BOOLEAN NOT NULL,
  rng_sources TEXT,
  serial_number_policy TEXT NOT NULL,
  serial_number TEXT,
  switch_type TEXT NOT NULL,
  threads_as_cores BOOLEAN NOT NULL,
  trusted_service BOOLEAN NOT NULL,
  tunnel_migration BOOLEAN NOT NULL,
  version_major BIGINT NOT NULL,
  version_minor BIGINT NOT NULL,
  virt_service BOOLEAN NOT NULL,
  vnc_encryption BOOLEAN NOT NULL
);
CREATE INDEX cluster_scheduling_policy ON cluster (scheduling_policy);
CREATE INDEX cluster_migration_policy ON cluster (migration_policy);
CREATE INDEX cluster_any_case ON cluster (name COLLATE NOCASE);
CREATE INDEX cluster_data_center ON cluster (data_center);
CREATE INDEX cluster_mac_pool ON cluster (mac_pool);

CREATE TABLE qos (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  description TEXT,
  data_center TEXT NOT NULL REFERENCES data_center (id) ON DELETE CASCADE,
  type TEXT NOT NULL,
  inbound_average BIGINT NOT NULL, -- -1 here and below: no limit
  inbound_peak BIGINT NOT NULL,
  inbound_burst BIGINT NOT NULL,
  outbound_average BIGINT NOT NULL,
  outbound_peak BIGINT NOT NULL,
  outbound_burst BIGINT NOT NULL,
  outbound_average_linkshare BIGINT NOT NULL,
  outbound_average_upperlimit BIGINT NOT NULL,
  outbound_average_realtime BIGINT NOT NULL,
  max_throughput BIGINT NOT NULL,
  max_read_throughput BIGINT NOT NULL,
  max_write_throughput BIGINT NOT NULL,
  max_iops BIGINT NOT NULL,
  max_read_iops BIGINT NOT NULL,
  max_write_iops BIGINT NOT NULL,
  cpu_limit BIGINT NOT NULL,
  UNIQUE (data_center, type, name)
);

CREATE TABLE network_filter (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  major BIGINT NOT NULL,
  minor BIGINT NOT NULL
);

CREATE TABLE network (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  description TEXT,
  comment TEXT,
  data_center TEXT REFERENCES data_center (id) ON DELETE RESTRICT,
  vlan BIGINT NOT NULL, -- -1: untagged
  mtu BIGINT NOT NULL,
  stp BOOLEAN NOT NULL,
  port_isolation BOOLEAN NOT NULL,
  usages TEXT,
  vdsm_name TEXT,
  qos TEXT REFERENCES qos (id) ON DELETE SET NULL,
  name_servers TEXT,
  UNIQUE (data_center, name)
);
CREATE INDEX network_any_case ON network (name COLLATE NOCASE);

CREATE INDEX network_qos ON network (qos);

CREATE TABLE network_label (
  id TEXT PRIMARY KEY,
  network TEXT NOT NULL UNIQUE REFERENCES network (id) ON DELETE CASCADE,
  label TEXT NOT NULL
);
CREATE INDEX network_label_label ON network_label (label);

CREATE TABLE cluster_network (
  id TEXT PRIMARY KEY,
  cluster TEXT NOT NULL REFERENCES cluster (id) ON DELETE CASCADE,
  network TEXT NOT NULL REFERENCES network (id) ON DELETE CASCADE,
  required BOOLEAN NOT NULL,
  display BOOLEAN NOT NULL, -- this and the others below: has the role in the cluster
  migration BOOLEAN NOT NULL,
  management BOOLEAN NOT NULL,
  default_route BOOLEAN NOT NULL,
  gluster BOOLEAN NOT NULL,
  UNIQUE (cluster, network)
);
CREATE INDEX cluster_network_network ON cluster_network (network);

CREATE TABLE vnic_profile (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  description TEXT,
  comment TEXT,
  network TEXT NOT NULL REFERENCES network (id) ON DELETE CASCADE,
  pass_through TEXT NOT NULL,
  migratable BOOLEAN NOT NULL,
  port_mirroring BOOLEAN NOT NULL,
  network_filter TEXT REFERENCES network_filter (id) ON DELETE RESTRICT,
  qos TEXT REFERENCES qos (id) ON DELETE SET NULL,
  failover TEXT REFERENCES vnic_profile (id) ON DELETE SET NULL,
  data_center TEXT REFERENCES data_center (id) ON DELETE CASCADE,
  UNIQUE (network, name)
);

CREATE INDEX vnic_profile_network_filter ON vnic_profile (network_filter);
CREATE INDEX vnic_profile_qos ON vnic_profile (qos);
CREATE INDEX vnic_profile_failover ON vnic_profile (failover);
CREATE INDEX vnic_profile_data_center ON vnic_profile (data_center);

CREATE TABLE host (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT,
  comment TEXT,
  address TEXT NOT NULL,
  port BIGINT NOT NULL,
  cluster TEXT NOT NULL REFERENCES cluster (id) ON DELETE RESTRICT,
  status TEXT NOT NULL,
  status_detail TEXT,
  activate_when_ready BOOLEAN NOT NULL,
  token_hash TEXT,
  token_expires BIGINT NOT NULL,
  certificate_fingerprint TEXT,
  enroll_fingerprint TEXT,
  request TEXT,
  request_key TEXT UNIQUE,
  certificate TEXT,
  install_pending BOOLEAN NOT NULL,
  boot_id TEXT,
  os TEXT,
  kernel TEXT,
  kernel_args TEXT,
  agent_version TEXT,
  libvirt_version TEXT,
  cpu_model TEXT,
  memory_mib BIGINT NOT NULL,
  n_cpus BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  iommu BOOLEAN NOT NULL,
  kvm BOOLEAN NOT NULL,
  last_seen BIGINT NOT NULL
);
CREATE INDEX host_any_case ON host (name COLLATE NOCASE);
-- Two agents behind one address differ in their port.
CREATE UNIQUE INDEX host_address ON host (address, port);
CREATE INDEX host_cluster ON host (cluster);
CREATE INDEX host_token_hash ON host (token_hash);
CREATE INDEX host_certificate_fingerprint ON host (certificate_fingerprint);

CREATE TABLE host_nic (
  id TEXT PRIMARY KEY,
  host TEXT NOT NULL REFERENCES host (id) ON DELETE CASCADE,
  name TEXT,
  mac TEXT,
  port_id TEXT,
  pci_path TEXT,
  pci TEXT,
  driver TEXT,
  kind TEXT,
  master TEXT,
  speed_mbps BIGINT NOT NULL,
  mtu BIGINT NOT NULL,
  numa_node BIGINT NOT NULL,
  up TEXT NOT NULL,
  carrier BOOLEAN NOT NULL,
  present BOOLEAN NOT NULL,
  total_vfs BIGINT NOT NULL,
  num_vfs BIGINT NOT NULL,
  all_networks_allowed BOOLEAN NOT NULL
);
CREATE INDEX host_nic_host ON host_nic (host);
CREATE INDEX host_nic_mac ON host_nic (mac);

CREATE TABLE pf_network (
  id TEXT PRIMARY KEY,
  host_nic TEXT NOT NULL REFERENCES host_nic (id) ON DELETE CASCADE,
  network TEXT NOT NULL REFERENCES network (id) ON DELETE CASCADE,
  UNIQUE (host_nic, network)
);
CREATE INDEX pf_network_network ON pf_network (network);

CREATE TABLE pf_label (
  id TEXT PRIMARY KEY,
  host_nic TEXT NOT NULL REFERENCES host_nic (id) ON DELETE CASCADE,
  label TEXT NOT NULL,
  UNIQUE (host_nic, label)
);
CREATE INDEX pf_label_label ON pf_label (label);

-- "settings": what is seldom set, as lines "name=value" of what is not as in a new one.
CREATE TABLE template (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  description TEXT,
  comment TEXT,
  cluster TEXT REFERENCES cluster (id) ON DELETE RESTRICT,
  creation_time BIGINT NOT NULL,
  version_name TEXT,
  base_template TEXT REFERENCES template (id) ON DELETE RESTRICT,
  version_number BIGINT NOT NULL,
  memory BIGINT NOT NULL,
  cores BIGINT NOT NULL,
  sockets BIGINT NOT NULL,
  threads BIGINT NOT NULL,
  kernel TEXT,
  initrd TEXT,
  cmdline TEXT,
  boot_devices TEXT,
  affinity TEXT NOT NULL,
  pinned_hosts TEXT,
  delete_protected BOOLEAN NOT NULL,
  start_paused BOOLEAN NOT NULL,
  settings TEXT,
  UNIQUE (name, version_number)
);
CREATE INDEX template_any_case ON template (name COLLATE NOCASE);
CREATE INDEX template_cluster ON template (cluster);
CREATE INDEX template_base_template ON template (base_template);

CREATE TABLE template_nic (
  id TEXT PRIMARY KEY,
  template TEXT NOT NULL REFERENCES template (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  description TEXT,
  comment TEXT,
  interface TEXT NOT NULL,
  vnic_profile TEXT REFERENCES vnic_profile (id) ON DELETE RESTRICT,
  linked BOOLEAN NOT NULL,
  plugged BOOLEAN NOT NULL,
  position BIGINT NOT NULL,
  UNIQUE (template, name)
);
CREATE INDEX template_nic_vnic_profile ON template_nic (vnic_profile);

CREATE TABLE vm (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT,
  comment TEXT,
  cluster TEXT NOT NULL REFERENCES cluster (id) ON DELETE RESTRICT,
  template TEXT REFERENCES template (id) ON DELETE RESTRICT,
  status TEXT NOT NULL,
  status_detail TEXT,
  stop_reason TEXT,
  host TEXT REFERENCES host (id) ON DELETE RESTRICT,
  memory BIGINT NOT NULL,
  cores BIGINT NOT NULL,
  sockets BIGINT NOT NULL,
  threads BIGINT NOT NULL,
  kernel TEXT,
  initrd TEXT,
  cmdline TEXT,
  boot_devices TEXT,
  affinity TEXT NOT NULL,
  pinned_hosts TEXT,
  delete_protected BOOLEAN NOT NULL,
  start_paused BOOLEAN NOT NULL,
  creation_time BIGINT NOT NULL,
  start_time BIGINT NOT NULL,
  stop_time BIGINT NOT NULL,
  run_epoch BIGINT NOT NULL,
  settings TEXT
);
CREATE INDEX vm_any_case ON vm (name COLLATE NOCASE);
CREATE INDEX vm_cluster ON vm (cluster);
CREATE INDEX vm_template ON vm (template);
CREATE INDEX vm_host ON vm (host, status);
CREATE INDEX vm_status ON vm (status);

CREATE TABLE vm_nic (
  id TEXT PRIMARY KEY,
  vm TEXT NOT NULL REFERENCES vm (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  description TEXT,
  comment TEXT,
  interface TEXT NOT NULL,
  vnic_profile TEXT REFERENCES vnic_profile (id) ON DELETE RESTRICT,
  mac TEXT,
  linked BOOLEAN NOT NULL,
  plugged BOOLEAN NOT NULL,
  position BIGINT NOT NULL,
  UNIQUE (vm, name)
);
CREATE INDEX vm_nic_vnic_profile ON vm_nic (vnic_profile);
-- Not unique: a MAC pool may allow duplicates.
CREATE INDEX vm_nic_mac ON vm_nic (mac);

CREATE TABLE network_filter_parameter (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  nic TEXT NOT NULL REFERENCES vm_nic (id) ON DELETE CASCADE,
  vm TEXT NOT NULL REFERENCES vm (id) ON DELETE CASCADE,
  UNIQUE (nic, name)
);
CREATE INDEX network_filter_parameter_vm ON network_filter_parameter (vm);

CREATE TABLE tag (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT,
  comment TEXT,
  parent TEXT REFERENCES tag (id) ON DELETE CASCADE
);
CREATE INDEX tag_parent ON tag (parent);

CREATE TABLE bookmark (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  value TEXT NOT NULL
);

CREATE TABLE affinity_label (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT,
  comment TEXT,
  has_implicit_affinity_group BOOLEAN NOT NULL
);

CREATE TABLE vm_tag (
  id TEXT PRIMARY KEY,
  vm TEXT NOT NULL REFERENCES vm (id) ON DELETE CASCADE,
  tag TEXT NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
  UNIQUE (vm, tag)
);
CREATE INDEX vm_tag_tag ON vm_tag (tag);

CREATE TABLE host_tag (
  id TEXT PRIMARY KEY,
  host TEXT NOT NULL REFERENCES host (id) ON DELETE CASCADE,
  tag TEXT NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
  UNIQUE (host, tag)
);
CREATE INDEX host_tag_tag ON host_tag (tag);

CREATE TABLE label_vm (
  id TEXT PRIMARY KEY,
  label TEXT NOT NULL REFERENCES affinity_label (id) ON DELETE CASCADE,
  vm TEXT NOT NULL REFERENCES vm (id) ON DELETE CASCADE,
  UNIQUE (label, vm)
);
CREATE INDEX label_vm_vm ON label_vm (vm);

CREATE TABLE label_host (
  id TEXT PRIMARY KEY,
  label TEXT NOT NULL REFERENCES affinity_label (id) ON DELETE CASCADE,
  host TEXT NOT NULL REFERENCES host (id) ON DELETE CASCADE,
  UNIQUE (label, host)
);
CREATE INDEX label_host_host ON label_host (host);

-- What it is about may be gone before it: no foreign keys.
CREATE TABLE job (
  id TEXT PRIMARY KEY,
  description TEXT,
  kind TEXT,
  status TEXT NOT NULL,
  owner TEXT,
  correlation_id TEXT,
  host TEXT,
  vm TEXT,
  host_nic TEXT,
  payload TEXT,
  next_step BIGINT NOT NULL,
  undoing BOOLEAN NOT NULL,
  failure TEXT,
  start_time BIGINT NOT NULL,
  end_time BIGINT NOT NULL,
  last_updated BIGINT NOT NULL,
  external BOOLEAN NOT NULL,
  auto_cleared BOOLEAN NOT NULL
);
CREATE INDEX job_status ON job (status);
CREATE INDEX job_correlation_id ON job (correlation_id);
CREATE INDEX job_owner ON job (owner);
CREATE INDEX job_host ON job (host);
CREATE INDEX job_vm ON job (vm);
CREATE INDEX job_host_nic ON job (host_nic);

CREATE TABLE step (
  id TEXT PRIMARY KEY,
  job TEXT NOT NULL REFERENCES job (id) ON DELETE CASCADE,
  description TEXT,
  kind TEXT NOT NULL,
  external BOOLEAN NOT NULL,
  number BIGINT NOT NULL,
  status TEXT NOT NULL,
  start_time BIGINT NOT NULL,
  end_time BIGINT NOT NULL,
  failure TEXT,
  UNIQUE (job, number)
);

-- UNIQUE (host_nic, vf_index) is what makes two owners of a VF impossible.
CREATE TABLE lease (
  id TEXT PRIMARY KEY,
  host TEXT NOT NULL REFERENCES host (id) ON DELETE RESTRICT,
  host_nic TEXT NOT NULL REFERENCES host_nic (id) ON DELETE RESTRICT,
  vf_index BIGINT NOT NULL,
  state TEXT NOT NULL,
  vm TEXT REFERENCES vm (id) ON DELETE RESTRICT,
  vm_nic TEXT REFERENCES vm_nic (id) ON DELETE RESTRICT,
  job TEXT,
  epoch BIGINT NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  detail TEXT,
  UNIQUE (host_nic, vf_index)
);
CREATE INDEX lease_host ON lease (host);
CREATE INDEX lease_vm ON lease (vm);
CREATE INDEX lease_vm_nic ON lease (vm_nic);
CREATE INDEX lease_job ON lease (job);
CREATE INDEX lease_state ON lease (state);

-- Events outlive what they are about: no foreign keys.
CREATE TABLE event (
  id BIGINT PRIMARY KEY,
  code BIGINT NOT NULL,
  severity TEXT NOT NULL,
  time BIGINT NOT NULL,
  event_description TEXT,
  correlation_id TEXT,
  origin TEXT,
  custom_id BIGINT NOT NULL,
  custom_data TEXT,
  flood_rate BIGINT NOT NULL,
  template TEXT,
  "user" TEXT,
  host TEXT,
  vm TEXT,
  cluster TEXT,
  data_center TEXT,
  network TEXT
);
CREATE INDEX event_time ON event (time);
CREATE INDEX event_correlation_id ON event (correlation_id);
CREATE INDEX event_user ON event ("user");
CREATE INDEX event_host ON event (host);
CREATE INDEX event_vm ON event (vm);
CREATE INDEX event_cluster ON event (cluster);
CREATE INDEX event_data_center ON event (data_center);
CREATE INDEX event_network ON event (network);
CREATE INDEX event_template ON event (template);
CREATE INDEX event_custom_id ON event (custom_id);

CREATE TABLE "user" (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  user_name TEXT UNIQUE,
  last_name TEXT,
  email TEXT,
  department TEXT,
  password_hash TEXT,
  disabled BOOLEAN NOT NULL
);
CREATE INDEX user_name_any_case ON "user" (name COLLATE NOCASE);
CREATE INDEX user_user_name_any_case ON "user" (user_name COLLATE NOCASE);

CREATE TABLE token (
  id TEXT PRIMARY KEY,
  "user" TEXT NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
  expires BIGINT NOT NULL
);
CREATE INDEX token_user ON token ("user");
CREATE INDEX token_expires ON token (expires);

CREATE TABLE "group" (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  domain_name TEXT
);

CREATE TABLE group_member (
  id TEXT PRIMARY KEY,
  "group" TEXT NOT NULL REFERENCES "group" (id) ON DELETE CASCADE,
  "user" TEXT NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
  UNIQUE ("group", "user")
);
CREATE INDEX group_member_user ON group_member ("user");

CREATE TABLE role (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT,
  mutable BOOLEAN NOT NULL,
  administrative BOOLEAN NOT NULL,
  views_children BOOLEAN NOT NULL,
  permits TEXT
);

-- A role for a user or a group, on the one object that is named; on none: on the system.
CREATE TABLE permission (
  id TEXT PRIMARY KEY,
  role TEXT NOT NULL REFERENCES role (id) ON DELETE RESTRICT,
  "user" TEXT REFERENCES "user" (id) ON DELETE CASCADE,
  "group" TEXT REFERENCES "group" (id) ON DELETE CASCADE,
  data_center TEXT REFERENCES data_center (id) ON DELETE CASCADE,
  cluster TEXT REFERENCES cluster (id) ON DELETE CASCADE,
  host TEXT REFERENCES host (id) ON DELETE CASCADE,
  network TEXT REFERENCES network (id) ON DELETE CASCADE,
  vnic_profile TEXT REFERENCES vnic_profile (id) ON DELETE CASCADE,
  vm TEXT REFERENCES vm (id) ON DELETE CASCADE,
  template TEXT REFERENCES template (id) ON DELETE CASCADE,
  mac_pool TEXT REFERENCES mac_pool (id) ON DELETE CASCADE
);
CREATE INDEX permission_role ON permission (role);
CREATE INDEX permission_user ON permission ("user");
CREATE INDEX permission_group ON permission ("group");
CREATE INDEX permission_data_center ON permission (data_center);
CREATE INDEX permission_cluster ON permission (cluster);
CREATE INDEX permission_host ON permission (host);
CREATE INDEX permission_network ON permission (network);
CREATE INDEX permission_vnic_profile ON permission (vnic_profile);
CREATE INDEX permission_vm ON permission (vm);
CREATE INDEX permission_template ON permission (template);
CREATE INDEX permission_mac_pool ON permission (mac_pool);
