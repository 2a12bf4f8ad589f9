/* domain-xml.h - a VmSpec as libvirt's domain XML, and back.
 *
 * The engine writes, the agent reads what VM.create brings and what libvirt shows of running
 * domains, and so knows after its own restart which VF belongs to whom: identity and epoch of each
 * VF stand in the metadata (http://ovirt.org/vm/1.0, "custom").  Pure. */
#pragma once

#include "model/vm-spec.h"

#define DOMAIN_XML_MAX_SIZE    (1024 * 1024)
#define DOMAIN_XML_CONSOLE_DIR "/var/log/berth/vm"

/* Fails when a text of 'spec' cannot stand in XML or its ids are not UUIDs.  Caller frees. */
char *domain_xml_write(const VmSpec *spec, GError **error);

/* Reads a domain of ours or a foreign one.  NICs without our alias have no vnic_id; VFs given as
 * plain <hostdev> are there too, without vnic_id and MAC; members that the XML does not tell are
 * zero.  No document type, no entities, bounded. */
VmSpec *domain_xml_read(const char *xml, gsize size, GError **error);

/* One <interface> of 'nic' alone, as hot plug wants it.  Caller frees. */
char *domain_xml_write_nic(const VmSpecNic *nic, GError **error);

/* What VM.hotplugNic and VM.updateDevice bring: one <interface> and its metadata under <hotplug>.
 * Caller frees. */
char *domain_xml_write_hotplug(const VmSpecNic *nic, GError **error);

/* What VM.hotunplugNic brings, which names the vNIC only.  Caller frees. */
char *domain_xml_write_hotunplug(const char *vnic_id);

/* Back from these; exactly one interface with our alias.  The first tells all of it, the second
 * its vnic_id (caller frees). */
VmSpecNic *domain_xml_read_hotplug(const char *xml, gsize size, GError **error);
char *domain_xml_read_hotunplug(const char *xml, gsize size, GError **error);
