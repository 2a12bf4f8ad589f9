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

-- The first has oVirt's id; those of the others differ in each installation of oVirt.
INSERT INTO network_filter (id, name, major, minor) VALUES
  ('d2370ab4-fee3-11e9-a310-8c1645ce738e', 'vdsm-no-mac-spoofing', 3, 2),
  ('76f57358-e070-545a-9c78-3c33d83ff2a5', 'allow-arp', 3, 6),
  ('47eb6f15-bd0d-51f1-93de-526d979c7c86', 'allow-dhcp', 3, 6),
  ('6c18eeeb-eda6-5787-b6d7-c3243063567a', 'allow-dhcp-server', 3, 6),
  ('a93e0ebc-39b3-5102-b392-3f5a12984a75', 'allow-incoming-ipv4', 3, 6),
  ('83be0df7-c1e0-586d-b6d3-2a45207954fd', 'allow-ipv4', 3, 6),
  ('7200a5ec-1d20-5a96-ac61-c7878d991c1e', 'clean-traffic', 3, 6),
  ('d0bb011d-9167-5e75-8509-e3a7c524a31d', 'no-arp-ip-spoofing', 3, 6),
  ('8f8fa56d-b38f-5863-af1b-bbed0dc56d56', 'no-arp-mac-spoofing', 3, 6),
  ('dafd11f5-332b-53a9-9652-248473a50bf3', 'no-arp-spoofing', 3, 6),
  ('1074ae93-e369-5f0b-8c9b-65ec516b2405', 'no-ip-multicast', 3, 6),
  ('f9fb0c44-586e-5163-8405-0b70d01ec4fa', 'no-ip-spoofing', 3, 6),
  ('c907ccb6-a16a-56b7-8ee8-9e542b3d7cc5', 'no-mac-broadcast', 3, 6),
  ('efeeda92-d91b-5795-91a1-fc5eb146dc46', 'no-mac-spoofing', 3, 6),
  ('9afdd6ee-478a-53b4-9cfd-85df7f6bb3b7', 'no-other-l2-traffic', 3, 6),
  ('6a920256-1d7e-51c7-ab46-83bde9052f1c', 'no-other-rarp-traffic', 3, 6),
  ('dd7d2e82-12a6-5ee4-a09f-bbf244909173', 'qemu-announce-self', 3, 6),
  ('adbe8868-3608-5c00-9ba4-8eff7b63099f', 'qemu-announce-self-rarp', 3, 6),
  ('21306bcd-8766-5201-bfa5-b2b1203247f5', 'clean-traffic-gateway', 4, 2);

INSERT INTO vnic_profile (id, name, network, pass_through, migratable, port_mirroring,
                          network_filter, data_center) VALUES
  ('0000000a-000a-000a-000a-000000000398', 'ovirtmgmt', '00000000-0000-0000-0000-000000000009',
   'disabled', TRUE, FALSE, 'd2370ab4-fee3-11e9-a310-8c1645ce738e',
   '58cfb470-02f3-03d7-0386-0000000003bc');

INSERT INTO template (id, name, description) VALUES
  ('00000000-0000-0000-0000-000000000000', 'Blank', 'Blank template');
