-- What every client of a fresh installation counts on, with the ids that they know.
-- The user "admin" is not here: the engine makes it, with the password it is given.

INSERT INTO mac_pool (id, name, description, ranges, allow_duplicates, default_pool) VALUES
  ('58ca604b-017d-0374-0220-00000000014e', 'Default', 'Default MAC pool',
   '["56:6f:1a:1b:00:00,56:6f:1a:1b:ff:ff"]', FALSE, TRUE);

INSERT INTO data_center (id, name, description, local, mac_pool) VALUES
  ('58cfb470-02f3-03d7-0386-0000000003bc', 'Default', 'The default Data Center', FALSE,
   '58ca604b-017d-0374-0220-00000000014e');

INSERT INTO cluster (id, name, description, data_center, mac_pool) VALUES
  ('58cfb470-0313-02c4-0100-0000000002e9', 'Default', 'The default server cluster',
   '58cfb470-02f3-03d7-0386-0000000003bc', '58ca604b-017d-0374-0220-00000000014e');

INSERT INTO network (id, name, description, data_center, vlan, mtu, stp, port_isolation, usages,
                     vdsm_name) VALUES
  ('00000000-0000-0000-0000-000000000009', 'ovirtmgmt', 'Management Network',
   '58cfb470-02f3-03d7-0386-0000000003bc', -1, 0, FALSE, FALSE,
   '["default_route","display","management","migration","vm"]', 'ovirtmgmt');

INSERT INTO cluster_network (id, cluster, network, required) VALUES
  ('58cfb470-0313-02c4-0100-000000000009', '58cfb470-0313-02c4-0100-0000000002e9',
   '00000000-0000-0000-0000-000000000009', TRUE);

INSERT INTO vnic_profile (id, name, network, pass_through, migratable, port_mirroring) VALUES
  ('0000000a-000a-000a-000a-000000000398', 'ovirtmgmt', '00000000-0000-0000-0000-000000000009',
   'disabled', TRUE, FALSE);

INSERT INTO template (id, name, description) VALUES
  ('00000000-0000-0000-0000-000000000000', 'Blank', 'Blank template');
