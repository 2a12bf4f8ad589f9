/* Made by tools/api-types.mjs from the engine's openapi.json.  Not edited by hand. */
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        api: {
            product_info: {
                name?: string;
                vendor?: string;
                version?: {
                    full_version?: string;
                    major?: string;
                    minor?: string;
                };
            };
            special_objects: Record<string, never>;
            summary?: {
                virtual_functions?: {
                    total?: string;
                    free?: string;
                    used?: string;
                    unusable?: string;
                    quarantined?: string;
                };
            };
            authenticated_user?: {
                id?: string;
                href?: string;
            };
            effective_user?: {
                id?: string;
                href?: string;
            };
        };
        fault: {
            /** @description What happened, to which object, and what to do. */
            detail: string;
            /** @description oVirt's words for the kind of it. */
            reason: string;
            /** @description Its symbolic name. */
            code: string;
            /** @description What of the request it is about, "vlan.id". */
            field?: string;
        };
        action: {
            /** @enum {string} */
            status: "complete" | "in_progress";
            /** @description The job that does it. */
            job?: {
                id?: string;
                href?: string;
            };
        };
        failed_action: {
            /** @enum {string} */
            status: "failed";
            fault: components["schemas"]["fault"];
        };
        data_center: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Unique name. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /**
             * @description Its storage is local to one host.
             * @enum {string}
             */
            local?: "true" | "false";
            /**
             * @description Whether quotas are kept.
             * @enum {string}
             */
            quota_mode?: "disabled" | "audit" | "enabled";
            /** @enum {string} */
            status?: "up";
            /**
             * @description Of its storage domains.
             * @enum {string}
             */
            storage_format?: "v1" | "v2" | "v3" | "v4" | "v5";
            supported_versions?: {
                /** @description Versions that it can be of. */
                version?: {
                    major: string;
                    minor: string;
                }[];
            };
            version?: {
                /** @description Version of oVirt. */
                major?: string;
                /** @description Version of oVirt. */
                minor?: string;
            };
            /** @description Where its clusters take MAC addresses from when they name no pool. */
            mac_pool?: {
                id?: string;
                href?: string;
            };
        };
        data_center_given: {
            id?: string;
            /** @description Unique name. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /** @description Its storage is local to one host. */
            local?: boolean | ("true" | "false");
            /**
             * @description Whether quotas are kept.
             * @enum {string}
             */
            quota_mode?: "disabled" | "audit" | "enabled";
            /**
             * @description Of its storage domains.
             * @enum {string}
             */
            storage_format?: "v1" | "v2" | "v3" | "v4" | "v5";
            version?: {
                /** @description Version of oVirt. */
                major?: number | string;
                /** @description Version of oVirt. */
                minor?: number | string;
            };
            /** @description Where its clusters take MAC addresses from when they name no pool. */
            mac_pool?: {
                id?: string;
                name?: string;
            };
        };
        data_center_list: {
            data_center?: components["schemas"]["data_center"][];
        };
        cluster: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Unique name. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /** @description The data center it is in. */
            data_center?: {
                id?: string;
                href?: string;
            };
            /** @description Where its vNICs take MAC addresses from. */
            mac_pool?: {
                id?: string;
                href?: string;
            };
            /** @description How its VMs are spread. */
            scheduling_policy?: {
                id?: string;
                href?: string;
            };
            custom_scheduling_policy_properties?: {
                /** @description Its own values of the scheduling policy. */
                property?: {
                    name: string;
                    value: string;
                }[];
            };
            /**
             * @description VMs give memory back.
             * @enum {string}
             */
            ballooning_enabled?: "true" | "false";
            /**
             * @description Firmware of VMs that name none.
             * @enum {string}
             */
            bios_type?: "cluster_default" | "i440fx_sea_bios" | "q35_ovmf" | "q35_sea_bios" | "q35_secure_boot";
            cpu?: {
                /**
                 * @description CPUs of its hosts.
                 * @enum {string}
                 */
                architecture?: "x86_64" | "undefined";
                /** @description CPU that all its hosts have; a name of its cluster level. */
                type?: string;
            };
            display?: {
                /** @description Proxy of consoles. */
                proxy?: string;
            };
            error_handling?: {
                /**
                 * @description Which VMs leave a host that fails.
                 * @enum {string}
                 */
                on_error?: "migrate" | "migrate_highly_available" | "do_not_migrate";
            };
            fencing_policy?: {
                /**
                 * @description Hosts that do not answer are fenced.
                 * @enum {string}
                 */
                enabled?: "true" | "false";
                skip_if_connectivity_broken?: {
                    /**
                     * @description Not while many hosts do not answer.
                     * @enum {string}
                     */
                    enabled?: "true" | "false";
                    /** @description Many: so many percent. */
                    threshold?: string;
                };
                /**
                 * @description Not while bricks are up.
                 * @enum {string}
                 */
                skip_if_gluster_bricks_up?: "true" | "false";
                /**
                 * @description Not without a quorum.
                 * @enum {string}
                 */
                skip_if_gluster_quorum_not_met?: "true" | "false";
                skip_if_sd_active?: {
                    /**
                     * @description Not while the host renews its storage lease.
                     * @enum {string}
                     */
                    enabled?: "true" | "false";
                };
            };
            /**
             * @description Whether its hosts are in FIPS mode.
             * @enum {string}
             */
            fips_mode?: "undefined" | "disabled" | "enabled";
            /**
             * @description Firewall of its hosts.
             * @enum {string}
             */
            firewall_type?: "firewalld" | "iptables";
            /**
             * @description Its hosts serve storage.
             * @enum {string}
             */
            gluster_service?: "true" | "false";
            /** @description Profile of hosts that serve storage. */
            gluster_tuned_profile?: string;
            /**
             * @description Keep room for highly available VMs.
             * @enum {string}
             */
            ha_reservation?: "true" | "false";
            ksm?: {
                /**
                 * @description Equal pages of VMs are kept once.
                 * @enum {string}
                 */
                enabled?: "true" | "false";
                /**
                 * @description Also of different NUMA nodes.
                 * @enum {string}
                 */
                merge_across_nodes?: "true" | "false";
            };
            /** @description Used memory of a host from which on there are events. */
            log_max_memory_used_threshold?: string;
            /**
             * @description In percent or MB.
             * @enum {string}
             */
            log_max_memory_used_threshold_type?: "percentage" | "absolute_value_in_mb";
            /**
             * @description Maintenance of a host needs a reason.
             * @enum {string}
             */
            maintenance_reason_required?: "true" | "false";
            memory_policy?: {
                over_commit?: {
                    /** @description Memory that VMs may have of what their hosts have. */
                    percent?: string;
                };
                transparent_hugepages?: {
                    /**
                     * @description Large pages for VMs.
                     * @enum {string}
                     */
                    enabled?: "true" | "false";
                };
            };
            migration?: {
                /**
                 * @description A VM that writes too much is slowed down.
                 * @enum {string}
                 */
                auto_converge?: "inherit" | "true" | "false";
                bandwidth?: {
                    /**
                     * @description Who limits the bandwidth.
                     * @enum {string}
                     */
                    assignment_method?: "auto" | "hypervisor_default" | "custom";
                    /** @description With "custom": the limit in Mbit/s. */
                    custom_value?: string;
                };
                /**
                 * @description Pages are compressed.
                 * @enum {string}
                 */
                compressed?: "inherit" | "true" | "false";
                /**
                 * @description Pages are encrypted.
                 * @enum {string}
                 */
                encrypted?: "inherit" | "true" | "false";
                /** @description How VMs are moved. */
                policy?: {
                    id?: string;
                    href?: string;
                };
            };
            /**
             * @description Stopping a VM asks for a reason.
             * @enum {string}
             */
            optional_reason?: "true" | "false";
            required_rng_sources?: {
                /** @description Sources of randomness that its hosts have. */
                required_rng_source?: ("urandom" | "random" | "hwrng")[];
            };
            serial_number?: {
                /**
                 * @description What VMs have as serial number.
                 * @enum {string}
                 */
                policy?: "none" | "host" | "vm" | "custom";
                /** @description With "custom": the serial number. */
                value?: string;
            };
            /**
             * @description What connects its VMs.
             * @enum {string}
             */
            switch_type?: "legacy" | "ovs";
            /**
             * @description A thread of a host counts as a core.
             * @enum {string}
             */
            threads_as_cores?: "true" | "false";
            /**
             * @description Its hosts are attested.
             * @enum {string}
             */
            trusted_service?: "true" | "false";
            /**
             * @description Migrations go through libvirt.
             * @enum {string}
             */
            tunnel_migration?: "true" | "false";
            /** @enum {string} */
            upgrade_in_progress?: "false";
            version?: {
                /** @description Version of oVirt. */
                major?: string;
                /** @description Version of oVirt. */
                minor?: string;
            };
            /**
             * @description Its hosts run VMs.
             * @enum {string}
             */
            virt_service?: "true" | "false";
            /**
             * @description Consoles are encrypted.
             * @enum {string}
             */
            vnc_encryption?: "true" | "false";
        };
        cluster_given: {
            id?: string;
            /** @description Unique name. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /** @description The data center it is in. */
            data_center?: {
                id?: string;
                name?: string;
            };
            /** @description Where its vNICs take MAC addresses from. */
            mac_pool?: {
                id?: string;
                name?: string;
            };
            /** @description How its VMs are spread. */
            scheduling_policy?: {
                id?: string;
                name?: string;
            };
            custom_scheduling_policy_properties?: {
                /** @description Its own values of the scheduling policy. */
                property?: {
                    name: string;
                    value: string;
                }[];
            };
            /** @description VMs give memory back. */
            ballooning_enabled?: boolean | ("true" | "false");
            /**
             * @description Firmware of VMs that name none.
             * @enum {string}
             */
            bios_type?: "cluster_default" | "i440fx_sea_bios" | "q35_ovmf" | "q35_sea_bios" | "q35_secure_boot";
            cpu?: {
                /**
                 * @description CPUs of its hosts.
                 * @enum {string}
                 */
                architecture?: "x86_64" | "undefined";
                /** @description CPU that all its hosts have; a name of its cluster level. */
                type?: string;
            };
            display?: {
                /** @description Proxy of consoles. */
                proxy?: string;
            };
            error_handling?: {
                /**
                 * @description Which VMs leave a host that fails.
                 * @enum {string}
                 */
                on_error?: "migrate" | "migrate_highly_available" | "do_not_migrate";
            };
            fencing_policy?: {
                /** @description Hosts that do not answer are fenced. */
                enabled?: boolean | ("true" | "false");
                skip_if_connectivity_broken?: {
                    /** @description Not while many hosts do not answer. */
                    enabled?: boolean | ("true" | "false");
                    /** @description Many: so many percent. */
                    threshold?: number | string;
                };
                /** @description Not while bricks are up. */
                skip_if_gluster_bricks_up?: boolean | ("true" | "false");
                /** @description Not without a quorum. */
                skip_if_gluster_quorum_not_met?: boolean | ("true" | "false");
                skip_if_sd_active?: {
                    /** @description Not while the host renews its storage lease. */
                    enabled?: boolean | ("true" | "false");
                };
            };
            /**
             * @description Whether its hosts are in FIPS mode.
             * @enum {string}
             */
            fips_mode?: "undefined" | "disabled" | "enabled";
            /**
             * @description Firewall of its hosts.
             * @enum {string}
             */
            firewall_type?: "firewalld" | "iptables";
            /** @description Its hosts serve storage. */
            gluster_service?: boolean | ("true" | "false");
            /** @description Profile of hosts that serve storage. */
            gluster_tuned_profile?: string;
            /** @description Keep room for highly available VMs. */
            ha_reservation?: boolean | ("true" | "false");
            ksm?: {
                /** @description Equal pages of VMs are kept once. */
                enabled?: boolean | ("true" | "false");
                /** @description Also of different NUMA nodes. */
                merge_across_nodes?: boolean | ("true" | "false");
            };
            /** @description Used memory of a host from which on there are events. */
            log_max_memory_used_threshold?: number | string;
            /**
             * @description In percent or MB.
             * @enum {string}
             */
            log_max_memory_used_threshold_type?: "percentage" | "absolute_value_in_mb";
            /** @description Maintenance of a host needs a reason. */
            maintenance_reason_required?: boolean | ("true" | "false");
            memory_policy?: {
                over_commit?: {
                    /** @description Memory that VMs may have of what their hosts have. */
                    percent?: number | string;
                };
                transparent_hugepages?: {
                    /** @description Large pages for VMs. */
                    enabled?: boolean | ("true" | "false");
                };
            };
            migration?: {
                /**
                 * @description A VM that writes too much is slowed down.
                 * @enum {string}
                 */
                auto_converge?: "inherit" | "true" | "false";
                bandwidth?: {
                    /**
                     * @description Who limits the bandwidth.
                     * @enum {string}
                     */
                    assignment_method?: "auto" | "hypervisor_default" | "custom";
                    /** @description With "custom": the limit in Mbit/s. */
                    custom_value?: number | string;
                };
                /**
                 * @description Pages are compressed.
                 * @enum {string}
                 */
                compressed?: "inherit" | "true" | "false";
                /**
                 * @description Pages are encrypted.
                 * @enum {string}
                 */
                encrypted?: "inherit" | "true" | "false";
                /** @description How VMs are moved. */
                policy?: {
                    id?: string;
                    name?: string;
                };
            };
            /** @description Stopping a VM asks for a reason. */
            optional_reason?: boolean | ("true" | "false");
            required_rng_sources?: {
                /** @description Sources of randomness that its hosts have. */
                required_rng_source?: ("urandom" | "random" | "hwrng")[];
            };
            serial_number?: {
                /**
                 * @description What VMs have as serial number.
                 * @enum {string}
                 */
                policy?: "none" | "host" | "vm" | "custom";
                /** @description With "custom": the serial number. */
                value?: string;
            };
            /**
             * @description What connects its VMs.
             * @enum {string}
             */
            switch_type?: "legacy" | "ovs";
            /** @description A thread of a host counts as a core. */
            threads_as_cores?: boolean | ("true" | "false");
            /** @description Its hosts are attested. */
            trusted_service?: boolean | ("true" | "false");
            /** @description Migrations go through libvirt. */
            tunnel_migration?: boolean | ("true" | "false");
            version?: {
                /** @description Version of oVirt. */
                major?: number | string;
                /** @description Version of oVirt. */
                minor?: number | string;
            };
            /** @description Its hosts run VMs. */
            virt_service?: boolean | ("true" | "false");
            /** @description Consoles are encrypted. */
            vnc_encryption?: boolean | ("true" | "false");
            management_network?: {
                /** @description Its management network, when it is added. */
                id?: string;
                /** @description The same by name; neither: ovirtmgmt. */
                name?: string;
            };
            external_network_providers?: {
                /** @description There are none. */
                external_provider?: string[];
            };
        };
        cluster_list: {
            cluster?: components["schemas"]["cluster"][];
        };
        network: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Name, unique in the data center. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /** @description The data center it is in. */
            data_center?: {
                id?: string;
                href?: string;
            };
            vlan?: {
                /** @description VLAN tag; none: untagged. */
                id?: string;
            };
            /** @description MTU; 0: 1500. */
            mtu?: string;
            /**
             * @description Spanning tree on its bridges.
             * @enum {string}
             */
            stp?: "true" | "false";
            /**
             * @description VMs in it cannot reach each other.
             * @enum {string}
             */
            port_isolation?: "true" | "false";
            usages?: {
                /** @description What it is for; "vm": VMs may use it. */
                usage?: ("vm" | "management" | "display" | "migration" | "default_route" | "gluster")[];
            };
            /** @description Its name on hosts. */
            vdsm_name?: string;
            /** @description Its share of host NICs. */
            qos?: {
                id?: string;
                href?: string;
            };
            dns_resolver_configuration?: {
                name_servers?: {
                    /** @description What hosts ask for names, when it is their management network. */
                    name_server?: string[];
                };
            };
        };
        network_given: {
            id?: string;
            /** @description Name, unique in the data center. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /** @description The data center it is in. */
            data_center?: {
                id?: string;
                name?: string;
            };
            vlan?: {
                /** @description VLAN tag; none: untagged. */
                id?: number | string;
            };
            /** @description MTU; 0: 1500. */
            mtu?: number | string;
            /** @description Spanning tree on its bridges. */
            stp?: boolean | ("true" | "false");
            /** @description VMs in it cannot reach each other. */
            port_isolation?: boolean | ("true" | "false");
            usages?: {
                /** @description What it is for; "vm": VMs may use it. */
                usage?: ("vm" | "management" | "display" | "migration" | "default_route" | "gluster")[];
            };
            /** @description Its share of host NICs. */
            qos?: {
                id?: string;
                name?: string;
            };
            dns_resolver_configuration?: {
                name_servers?: {
                    /** @description What hosts ask for names, when it is their management network. */
                    name_server?: string[];
                };
            };
            external_provider?: {
                /** @description There is none. */
                id?: string;
                /** @description There is none. */
                name?: string;
            };
            /** @description Also make a vNIC profile of the same name. */
            profile_required?: boolean | ("true" | "false");
        };
        network_list: {
            network?: components["schemas"]["network"][];
        };
        qos: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Name, unique among those of its type in the data center. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description The data center it is of. */
            data_center?: {
                id?: string;
                href?: string;
            };
            /**
             * @description What it limits.
             * @enum {string}
             */
            type?: "storage" | "cpu" | "network" | "hostnetwork";
            /** @description Network, to the VM: Mbit/s. */
            inbound_average?: string;
            /** @description Network, to the VM: Mbit/s while a burst lasts. */
            inbound_peak?: string;
            /** @description Network, to the VM: MB in a burst. */
            inbound_burst?: string;
            /** @description Network, from the VM: Mbit/s. */
            outbound_average?: string;
            /** @description Network, from the VM: Mbit/s while a burst lasts. */
            outbound_peak?: string;
            /** @description Network, from the VM: MB in a burst. */
            outbound_burst?: string;
            /** @description Host network: weight beside the others. */
            outbound_average_linkshare?: string;
            /** @description Host network: Mbit/s at most. */
            outbound_average_upperlimit?: string;
            /** @description Host network: Mbit/s at least. */
            outbound_average_realtime?: string;
            /** @description Storage: MB/s. */
            max_throughput?: string;
            /** @description Storage: MB/s read. */
            max_read_throughput?: string;
            /** @description Storage: MB/s written. */
            max_write_throughput?: string;
            /** @description Storage: operations a second. */
            max_iops?: string;
            /** @description Storage: reads a second. */
            max_read_iops?: string;
            /** @description Storage: writes a second. */
            max_write_iops?: string;
            /** @description CPU: percent of what the VM could use. */
            cpu_limit?: string;
        };
        qos_given: {
            id?: string;
            /** @description Name, unique among those of its type in the data center. */
            name?: string;
            /** @description For people. */
            description?: string;
            /**
             * @description What it limits.
             * @enum {string}
             */
            type?: "storage" | "cpu" | "network" | "hostnetwork";
            /** @description Network, to the VM: Mbit/s. */
            inbound_average?: number | string;
            /** @description Network, to the VM: Mbit/s while a burst lasts. */
            inbound_peak?: number | string;
            /** @description Network, to the VM: MB in a burst. */
            inbound_burst?: number | string;
            /** @description Network, from the VM: Mbit/s. */
            outbound_average?: number | string;
            /** @description Network, from the VM: Mbit/s while a burst lasts. */
            outbound_peak?: number | string;
            /** @description Network, from the VM: MB in a burst. */
            outbound_burst?: number | string;
            /** @description Host network: weight beside the others. */
            outbound_average_linkshare?: number | string;
            /** @description Host network: Mbit/s at most. */
            outbound_average_upperlimit?: number | string;
            /** @description Host network: Mbit/s at least. */
            outbound_average_realtime?: number | string;
            /** @description Storage: MB/s. */
            max_throughput?: number | string;
            /** @description Storage: MB/s read. */
            max_read_throughput?: number | string;
            /** @description Storage: MB/s written. */
            max_write_throughput?: number | string;
            /** @description Storage: operations a second. */
            max_iops?: number | string;
            /** @description Storage: reads a second. */
            max_read_iops?: number | string;
            /** @description Storage: writes a second. */
            max_write_iops?: number | string;
            /** @description CPU: percent of what the VM could use. */
            cpu_limit?: number | string;
        };
        qos_list: {
            qos?: components["schemas"]["qos"][];
        };
        network_filter: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Name in libvirt. */
            name?: string;
            version?: {
                /** @description Version that has it. */
                major?: string;
                /** @description Version that has it. */
                minor?: string;
            };
        };
        network_filter_given: {
            id?: string;
        };
        network_filter_list: {
            network_filter?: components["schemas"]["network_filter"][];
        };
        network_label: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description The network. */
            network?: {
                id?: string;
                href?: string;
            };
        };
        network_label_given: {
            id?: string;
        };
        network_label_list: {
            network_label?: components["schemas"]["network_label"][];
        };
        vnic_profile: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Name, unique for the network. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /** @description The network it leads to. */
            network?: {
                id?: string;
                href?: string;
            };
            pass_through?: {
                /**
                 * @description Enabled: each vNIC gets a virtual function of its own.
                 * @enum {string}
                 */
                mode?: "disabled" | "enabled";
            };
            /**
             * @description Passthrough only: VMs with it may migrate.
             * @enum {string}
             */
            migratable?: "true" | "false";
            /**
             * @description The vNIC sees the traffic of the whole network.
             * @enum {string}
             */
            port_mirroring?: "true" | "false";
            /** @description What its vNICs may not send; not of passthrough. */
            network_filter?: {
                id?: string;
                href?: string;
            };
            /** @description Limits of its vNICs; not of passthrough. */
            qos?: {
                id?: string;
                href?: string;
            };
            /** @description Migratable passthrough only: profile of the vNIC that stays while the VM migrates. */
            failover?: {
                id?: string;
                href?: string;
            };
        };
        vnic_profile_given: {
            id?: string;
            /** @description Name, unique for the network. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /** @description The network it leads to. */
            network?: {
                id?: string;
                name?: string;
            };
            pass_through?: {
                /**
                 * @description Enabled: each vNIC gets a virtual function of its own.
                 * @enum {string}
                 */
                mode?: "disabled" | "enabled";
            };
            /** @description Passthrough only: VMs with it may migrate. */
            migratable?: boolean | ("true" | "false");
            /** @description The vNIC sees the traffic of the whole network. */
            port_mirroring?: boolean | ("true" | "false");
            /** @description What its vNICs may not send; not of passthrough. */
            network_filter?: {
                id?: string;
                name?: string;
            };
            /** @description Limits of its vNICs; not of passthrough. */
            qos?: {
                id?: string;
                name?: string;
            };
            /** @description Migratable passthrough only: profile of the vNIC that stays while the VM migrates. */
            failover?: {
                id?: string;
                name?: string;
            };
            custom_properties?: {
                /** @description None is known, so none can be given. */
                custom_property?: {
                    name: string;
                    value: string;
                }[];
            };
        };
        vnic_profile_list: {
            vnic_profile?: components["schemas"]["vnic_profile"][];
        };
        tag: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Unique name. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /** @description The tag it is under. */
            parent?: {
                id?: string;
                href?: string;
            };
        };
        tag_given: {
            id?: string;
            /** @description Unique name. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /** @description The tag it is under. */
            parent?: {
                id?: string;
                name?: string;
            };
        };
        tag_list: {
            tag?: components["schemas"]["tag"][];
        };
        bookmark: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Unique name. */
            name?: string;
            /** @description The search with what it is over: "Vms: status=up". */
            value?: string;
        };
        bookmark_given: {
            id?: string;
            /** @description Unique name. */
            name?: string;
            /** @description The search with what it is over: "Vms: status=up". */
            value?: string;
        };
        bookmark_list: {
            bookmark?: components["schemas"]["bookmark"][];
        };
        affinity_label: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Unique name. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /**
             * @description Its VMs run on its hosts; not possible here.
             * @enum {string}
             */
            has_implicit_affinity_group?: "true" | "false";
            /** @enum {string} */
            read_only?: "false";
        };
        affinity_label_given: {
            id?: string;
            /** @description Unique name. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /** @description Its VMs run on its hosts; not possible here. */
            has_implicit_affinity_group?: boolean | ("true" | "false");
        };
        affinity_label_list: {
            affinity_label?: components["schemas"]["affinity_label"][];
        };
        vm: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Unique name. */
            name?: string;
            /**
             * @description What it is doing.
             * @enum {string}
             */
            status?: "down" | "wait_for_launch" | "powering_up" | "up" | "paused" | "powering_down" | "reboot_in_progress" | "unknown" | "not_responding" | "migrating";
            /** @description Why it is in that state. */
            status_detail?: string;
            /** @description Why it was stopped. */
            stop_reason?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /** @description When it was made. */
            creation_time?: number | string;
            /**
             * @description Kept only.
             * @enum {string}
             */
            type?: "server" | "desktop" | "high_performance";
            /** @enum {string} */
            origin?: "ovirt";
            /** @description Memory in bytes. */
            memory?: string;
            memory_policy?: {
                /** @description As its memory. */
                guaranteed?: string;
                /** @description Four times its memory. */
                max?: string;
                /**
                 * @description It has a balloon, unless it has virtual functions.
                 * @enum {string}
                 */
                ballooning?: "true" | "false";
            };
            cpu?: {
                /** @enum {string} */
                architecture?: "x86_64";
                topology?: {
                    /** @description Cores per socket. */
                    cores?: string;
                    /** @description Sockets. */
                    sockets?: string;
                    /** @description Threads per core. */
                    threads?: string;
                };
                /**
                 * @description What of the host's CPU it sees; unset: all.
                 * @enum {string}
                 */
                mode?: "unset" | "custom" | "host_model" | "host_passthrough";
                cpu_tune?: {
                    vcpu_pins?: {
                        /** @description Which CPUs of the host its CPUs run on. */
                        vcpu_pin?: {
                            vcpu?: string;
                            cpu_set?: string;
                        }[];
                    };
                };
            };
            /** @description Its weight among VMs; 0: as others. */
            cpu_shares?: string;
            os?: {
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                type?: "other" | "other_linux" | "other_linux_kernel_4" | "rhel_3" | "rhel_3x64" | "rhel_4" | "rhel_4x64" | "rhel_5" | "rhel_5x64" | "rhel_6" | "rhel_6x64" | "rhel_7x64" | "rhel_atomic7x64" | "rhel_8x64" | "rhel_9x64" | "rhcos_x64" | "sles_11" | "ubuntu_12_04" | "ubuntu_12_10" | "ubuntu_13_04" | "ubuntu_13_10" | "ubuntu_14_04" | "ubuntu_18_04" | "debian_7" | "debian_9" | "freebsd" | "freebsdx64" | "windows_xp" | "windows_2003" | "windows_2003x64" | "windows_2008" | "windows_2008x64" | "windows_2008r2x64" | "windows_7" | "windows_7x64" | "windows_8" | "windows_8x64" | "windows_2012x64" | "windows_2012r2x64" | "windows_10" | "windows_10x64" | "windows_11" | "windows_2016x64" | "windows_2019x64" | "windows_2022";
                boot?: {
                    devices?: {
                        /** @description What it boots from, in order. */
                        device?: ("hd" | "network" | "cdrom")[];
                    };
                };
                /** @description Kernel to boot, a path on hosts. */
                kernel?: string;
                /** @description Initial RAM disk, a path on hosts. */
                initrd?: string;
                /** @description Command line of the kernel. */
                cmdline?: string;
            };
            bios?: {
                boot_menu?: {
                    /**
                     * @description Its firmware offers a menu.
                     * @enum {string}
                     */
                    enabled?: "true" | "false";
                };
                /**
                 * @description Its firmware; i440fx_sea_bios is refused.
                 * @enum {string}
                 */
                type?: "cluster_default" | "i440fx_sea_bios" | "q35_sea_bios" | "q35_ovmf" | "q35_secure_boot";
            };
            display?: {
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                allow_override?: "true" | "false";
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                copy_paste_enabled?: "true" | "false";
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                disconnect_action?: "LOCK_SCREEN" | "LOGOUT" | "NONE" | "REBOOT" | "SHUTDOWN";
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                file_transfer_enabled?: "true" | "false";
                /** @description Kept only. */
                keyboard_layout?: string;
                /** @description Kept only. */
                monitors?: string;
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                smartcard_enabled?: "true" | "false";
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                type?: "vnc" | "spice";
            };
            console?: {
                /**
                 * @description Kept only; each VM has a serial console.
                 * @enum {string}
                 */
                enabled?: "true" | "false";
            };
            usb?: {
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                enabled?: "true" | "false";
            };
            io?: {
                /** @description Kept only. */
                threads?: string;
            };
            high_availability?: {
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                enabled?: "true" | "false";
                /** @description Kept only. */
                priority?: string;
            };
            migration?: {
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                auto_converge?: "inherit" | "true" | "false";
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                compressed?: "inherit" | "true" | "false";
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                encrypted?: "inherit" | "true" | "false";
            };
            /** @description Kept only. */
            migration_downtime?: string;
            placement_policy?: {
                /**
                 * @description Whether it may move to another host.
                 * @enum {string}
                 */
                affinity?: "migratable" | "user_migratable" | "pinned";
                hosts?: {
                    /** @description Hosts it may run on; none: any. */
                    host?: {
                        id?: string;
                        href?: string;
                    }[];
                };
            };
            /**
             * @description It cannot be removed.
             * @enum {string}
             */
            delete_protected?: "true" | "false";
            /**
             * @description It starts paused.
             * @enum {string}
             */
            start_paused?: "true" | "false";
            /**
             * @description Kept only.
             * @enum {string}
             */
            stateless?: "true" | "false";
            time_zone?: {
                name?: string;
            };
            /**
             * @description Kept only.
             * @enum {string}
             */
            multi_queues_enabled?: "true" | "false";
            /**
             * @description Kept only.
             * @enum {string}
             */
            virtio_scsi_multi_queues_enabled?: "true" | "false";
            /**
             * @description Kept only.
             * @enum {string}
             */
            storage_error_resume_behaviour?: "auto_resume" | "kill" | "leave_paused";
            sso?: {
                methods?: {
                    /** @description Kept only. */
                    method?: {
                        id?: string;
                    }[];
                };
            };
            /**
             * @description Kept only.
             * @enum {string}
             */
            soundcard_enabled?: "true" | "false";
            /**
             * @description Kept only.
             * @enum {string}
             */
            tpm_enabled?: "true" | "false";
            /**
             * @description Kept only.
             * @enum {string}
             */
            tunnel_migration?: "true" | "false";
            custom_properties?: {
                /** @description Kept only. */
                custom_property?: {
                    name?: string;
                    value?: string;
                    regexp?: string;
                }[];
            };
            custom_compatibility_version?: {
                /** @description Kept only. */
                major?: string;
                /** @description Kept only. */
                minor?: string;
            };
            /** @description Model of its CPU, libvirt's name; NULL: by the mode. */
            custom_cpu_model?: string;
            /** @description Kept only. */
            custom_emulated_machine?: string;
            serial_number?: {
                /**
                 * @description Which serial number its firmware shows.
                 * @enum {string}
                 */
                policy?: "unset" | "host" | "vm" | "custom" | "none";
                /** @description The number, with the policy "custom". */
                value?: string;
            };
            /**
             * @description Kept only.
             * @enum {string}
             */
            numa_tune_mode?: "unset" | "interleave" | "preferred" | "strict";
            rng_device?: {
                /**
                 * @description Where its random numbers come from.
                 * @enum {string}
                 */
                source?: "urandom" | "random" | "hwrng";
            };
            /** @enum {string} */
            has_illegal_images?: "false";
            /**
             * @description Some of its settings change when it is down.
             * @enum {string}
             */
            next_run_configuration_exists?: "true" | "false";
            /**
             * @description It runs with other settings than its own.
             * @enum {string}
             */
            run_once?: "true" | "false";
            /**
             * @description Kept only.
             * @enum {string}
             */
            use_latest_template_version?: "true" | "false";
            /** @description When it last started. */
            start_time?: number | string;
            /** @description When it last stopped. */
            stop_time?: number | string;
            /** @description The cluster it is in. */
            cluster?: {
                id?: string;
                href?: string;
            };
            /** @description The host it runs on. */
            host?: {
                id?: string;
                href?: string;
            };
            /** @description What it was copied from. */
            original_template?: {
                id?: string;
                href?: string;
            };
            /** @description What it was made from. */
            template?: {
                id?: string;
                href?: string;
            };
        };
        vm_given: {
            id?: string;
            /** @description Unique name. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /**
             * @description Kept only.
             * @enum {string}
             */
            type?: "server" | "desktop" | "high_performance";
            /** @description Memory in bytes. */
            memory?: number | string;
            memory_policy?: {
                /** @description Kept only; not above its memory. */
                guaranteed?: number | string;
                /** @description Kept only; not below its memory. */
                max?: number | string;
                /** @description It has a balloon, unless it has virtual functions. */
                ballooning?: boolean | ("true" | "false");
            };
            cpu?: {
                topology?: {
                    /** @description Cores per socket. */
                    cores?: number | string;
                    /** @description Sockets. */
                    sockets?: number | string;
                    /** @description Threads per core. */
                    threads?: number | string;
                };
                /**
                 * @description What of the host's CPU it sees; unset: all.
                 * @enum {string}
                 */
                mode?: "unset" | "custom" | "host_model" | "host_passthrough";
                cpu_tune?: {
                    vcpu_pins?: {
                        /** @description Which CPUs of the host its CPUs run on. */
                        vcpu_pin?: {
                            vcpu?: string;
                            cpu_set?: string;
                        }[];
                    };
                };
            };
            /** @description Its weight among VMs; 0: as others. */
            cpu_shares?: number | string;
            os?: {
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                type?: "other" | "other_linux" | "other_linux_kernel_4" | "rhel_3" | "rhel_3x64" | "rhel_4" | "rhel_4x64" | "rhel_5" | "rhel_5x64" | "rhel_6" | "rhel_6x64" | "rhel_7x64" | "rhel_atomic7x64" | "rhel_8x64" | "rhel_9x64" | "rhcos_x64" | "sles_11" | "ubuntu_12_04" | "ubuntu_12_10" | "ubuntu_13_04" | "ubuntu_13_10" | "ubuntu_14_04" | "ubuntu_18_04" | "debian_7" | "debian_9" | "freebsd" | "freebsdx64" | "windows_xp" | "windows_2003" | "windows_2003x64" | "windows_2008" | "windows_2008x64" | "windows_2008r2x64" | "windows_7" | "windows_7x64" | "windows_8" | "windows_8x64" | "windows_2012x64" | "windows_2012r2x64" | "windows_10" | "windows_10x64" | "windows_11" | "windows_2016x64" | "windows_2019x64" | "windows_2022";
                boot?: {
                    devices?: {
                        /** @description What it boots from, in order. */
                        device?: ("hd" | "network" | "cdrom")[];
                    };
                };
                /** @description Kernel to boot, a path on hosts. */
                kernel?: string;
                /** @description Initial RAM disk, a path on hosts. */
                initrd?: string;
                /** @description Command line of the kernel. */
                cmdline?: string;
            };
            bios?: {
                boot_menu?: {
                    /** @description Its firmware offers a menu. */
                    enabled?: boolean | ("true" | "false");
                };
                /**
                 * @description Its firmware; i440fx_sea_bios is refused.
                 * @enum {string}
                 */
                type?: "cluster_default" | "i440fx_sea_bios" | "q35_sea_bios" | "q35_ovmf" | "q35_secure_boot";
            };
            display?: {
                /** @description Kept only. */
                allow_override?: boolean | ("true" | "false");
                /** @description Kept only. */
                copy_paste_enabled?: boolean | ("true" | "false");
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                disconnect_action?: "LOCK_SCREEN" | "LOGOUT" | "NONE" | "REBOOT" | "SHUTDOWN";
                /** @description Kept only. */
                file_transfer_enabled?: boolean | ("true" | "false");
                /** @description Kept only. */
                keyboard_layout?: string;
                /** @description Kept only. */
                monitors?: number | string;
                /** @description Kept only. */
                smartcard_enabled?: boolean | ("true" | "false");
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                type?: "vnc" | "spice";
            };
            console?: {
                /** @description Kept only; each VM has a serial console. */
                enabled?: boolean | ("true" | "false");
            };
            usb?: {
                /** @description Kept only. */
                enabled?: boolean | ("true" | "false");
            };
            io?: {
                /** @description Kept only. */
                threads?: number | string;
            };
            high_availability?: {
                /** @description Kept only. */
                enabled?: boolean | ("true" | "false");
                /** @description Kept only. */
                priority?: number | string;
            };
            migration?: {
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                auto_converge?: "inherit" | "true" | "false";
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                compressed?: "inherit" | "true" | "false";
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                encrypted?: "inherit" | "true" | "false";
            };
            /** @description Kept only. */
            migration_downtime?: number | string;
            placement_policy?: {
                /**
                 * @description Whether it may move to another host.
                 * @enum {string}
                 */
                affinity?: "migratable" | "user_migratable" | "pinned";
                hosts?: {
                    /** @description Hosts it may run on; none: any. */
                    host?: {
                        id?: string;
                        name?: string;
                    }[];
                };
            };
            /** @description It cannot be removed. */
            delete_protected?: boolean | ("true" | "false");
            /** @description It starts paused. */
            start_paused?: boolean | ("true" | "false");
            /** @description Kept only. */
            stateless?: boolean | ("true" | "false");
            time_zone?: {
                /** @description Its clock shows the time of this zone. */
                name?: string;
            };
            /** @description Kept only. */
            multi_queues_enabled?: boolean | ("true" | "false");
            /** @description Kept only. */
            virtio_scsi_multi_queues_enabled?: boolean | ("true" | "false");
            /**
             * @description Kept only.
             * @enum {string}
             */
            storage_error_resume_behaviour?: "auto_resume" | "kill" | "leave_paused";
            sso?: {
                methods?: {
                    /** @description Kept only. */
                    method?: {
                        id?: string;
                    }[];
                };
            };
            /** @description Kept only. */
            soundcard_enabled?: boolean | ("true" | "false");
            /** @description Kept only. */
            tpm_enabled?: boolean | ("true" | "false");
            /** @description Kept only. */
            tunnel_migration?: boolean | ("true" | "false");
            custom_properties?: {
                /** @description Kept only. */
                custom_property?: {
                    name?: string;
                    value?: string;
                    regexp?: string;
                }[];
            };
            custom_compatibility_version?: {
                /** @description Kept only. */
                major?: number | string;
                /** @description Kept only. */
                minor?: number | string;
            };
            /** @description Model of its CPU, libvirt's name; NULL: by the mode. */
            custom_cpu_model?: string;
            /** @description Kept only. */
            custom_emulated_machine?: string;
            serial_number?: {
                /**
                 * @description Which serial number its firmware shows.
                 * @enum {string}
                 */
                policy?: "unset" | "host" | "vm" | "custom" | "none";
                /** @description The number, with the policy "custom". */
                value?: string;
            };
            /**
             * @description Kept only.
             * @enum {string}
             */
            numa_tune_mode?: "unset" | "interleave" | "preferred" | "strict";
            rng_device?: {
                /**
                 * @description Where its random numbers come from.
                 * @enum {string}
                 */
                source?: "urandom" | "random" | "hwrng";
            };
            /** @description Kept only. */
            use_latest_template_version?: boolean | ("true" | "false");
            /** @description The cluster it is in. */
            cluster?: {
                id?: string;
                name?: string;
            };
            /** @description What it was made from. */
            template?: {
                id?: string;
                name?: string;
            };
        };
        vm_list: {
            vm?: components["schemas"]["vm"][];
        };
        host: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Unique name. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /** @description Name or address that the engine connects to. */
            address?: string;
            /** @description TCP port of the agent. */
            port?: string;
            /** @enum {string} */
            protocol?: "stomp";
            /** @description The cluster it is in. */
            cluster?: {
                id?: string;
                href?: string;
            };
            /**
             * @description What it is doing.
             * @enum {string}
             */
            status?: "installing" | "install_failed" | "unassigned" | "connecting" | "up" | "non_responsive" | "non_operational" | "preparing_for_maintenance" | "maintenance" | "down" | "reboot" | "pending_approval" | "initializing";
            /** @description Why it is not up. */
            status_detail?: string;
            /** @enum {string} */
            external_status?: "ok";
            /** @enum {string} */
            type?: "rhel";
            /** @description Memory; in bytes outside. */
            memory?: string;
            /** @description What VMs may have of it. */
            max_scheduling_memory?: string;
            cpu?: {
                /** @description Processor. */
                name?: string;
                topology?: {
                    /** @description Number of processors online. */
                    cores?: string;
                    /** @enum {string} */
                    sockets?: "1";
                    /** @enum {string} */
                    threads?: "1";
                };
            };
            /** @enum {string} */
            auto_numa_status?: "unknown";
            device_passthrough?: {
                /**
                 * @description It has IOMMU groups.
                 * @enum {string}
                 */
                enabled?: "true" | "false";
            };
            /**
             * @description KVM works; else VMs are emulated.
             * @enum {string}
             */
            hardware_virtualization?: "true" | "false";
            /** @enum {string} */
            kdump_status?: "disabled";
            ksm?: {
                /** @enum {string} */
                enabled?: "false";
            };
            /** @enum {string} */
            numa_supported?: "false";
            os?: {
                /** @description Operating system. */
                type?: string;
                /** @enum {string} */
                custom_kernel_cmdline?: "";
                /** @description Kernel command line as booted. */
                reported_kernel_cmdline?: string;
                version?: {
                    /** @description Kernel release. */
                    full_version?: string;
                };
            };
            power_management?: {
                /** @enum {string} */
                automatic_pm_enabled?: "true";
                /** @enum {string} */
                enabled?: "false";
                /** @enum {string} */
                kdump_detection?: "true";
            };
            /** @enum {string} */
            reinstallation_required?: "false";
            se_linux?: {
                /** @enum {string} */
                mode?: "disabled";
            };
            spm?: {
                /** @enum {string} */
                priority?: "5";
                /** @enum {string} */
                status?: "none";
            };
            ssh?: {
                /** @description SHA-256 of the key of its agent before it is enrolled. */
                fingerprint?: string;
                /** @enum {string} */
                port?: "22";
            };
            summary?: {
                /** @description VMs that run on it. */
                active?: string;
                /** @description VMs that migrate to or from it. */
                migrating?: string;
                /** @description VMs on it. */
                total?: string;
            };
            transparent_hugepages?: {
                /** @enum {string} */
                enabled?: "true";
            };
            /** @enum {string} */
            update_available?: "false";
            /** @enum {string} */
            vgpu_placement?: "consolidated";
            /** @enum {string} */
            ovn_configured?: "false";
            version?: {
                /** @description Version of its agent. */
                full_version?: string;
            };
            libvirt_version?: {
                /** @description Version of libvirt. */
                full_version?: string;
            };
            /** @description When it last answered. */
            last_seen?: number | string;
            virtual_functions?: {
                total?: string;
                free?: string;
                used?: string;
                unusable?: string;
                quarantined?: string;
            };
        };
        host_given: {
            id?: string;
            /** @description Unique name. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /** @description Name or address that the engine connects to. */
            address?: string;
            /** @description TCP port of the agent. */
            port?: number | string;
            /** @description The cluster it is in. */
            cluster?: {
                id?: string;
                name?: string;
            };
            ssh?: {
                /** @description password: by that of root; publickey: by a token. */
                authentication_method?: string;
                /** @description SHA-256 of the key of its agent before it is enrolled. */
                fingerprint?: string;
                user?: {
                    /** @description Password of root, asked of the host and not kept. */
                    password?: string;
                    /** @description root. */
                    user_name?: string;
                };
            };
            /** @description Password of root, asked of the host and not kept. */
            root_password?: string;
        };
        host_list: {
            host?: components["schemas"]["host"][];
        };
        scheduling_policy: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Its name. */
            name?: string;
            /** @description For people. */
            description?: string;
            /**
             * @description That of clusters that name none.
             * @enum {string}
             */
            default_policy?: "true" | "false";
            /** @enum {string} */
            locked?: "true";
            properties?: {
                /** @description What a cluster may override. */
                property?: {
                    name: string;
                    value: string;
                }[];
            };
        };
        scheduling_policy_given: {
            id?: string;
        };
        scheduling_policy_list: {
            scheduling_policy?: components["schemas"]["scheduling_policy"][];
        };
        cluster_level: {
            id: string;
            /** @description Its address. */
            href: string;
            cpu_types?: {
                /** @description CPUs that a cluster of that version can have. */
                cpu_type?: {
                    architecture: string;
                    level: string;
                    name: string;
                }[];
            };
        };
        cluster_level_given: {
            id?: string;
        };
        cluster_level_list: {
            cluster_level?: components["schemas"]["cluster_level"][];
        };
        operating_system: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description What os/type of a VM says. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description The CPUs it is for. */
            architecture?: string;
        };
        operating_system_given: {
            id?: string;
        };
        operating_system_list: {
            operating_system?: components["schemas"]["operating_system"][];
        };
        system_option: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Its name. */
            name?: string;
            values?: {
                /** @description Its value in each version. */
                system_option_value?: {
                    version: string;
                    value: string;
                }[];
            };
        };
        system_option_given: {
            id?: string;
        };
        system_option_list: {
            system_option?: components["schemas"]["system_option"][];
        };
        mac_pool: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Unique name. */
            name?: string;
            /** @description For people. */
            description?: string;
            /**
             * @description One address may be on several vNICs.
             * @enum {string}
             */
            allow_duplicates?: "true" | "false";
            /**
             * @description Used by clusters that name no pool.
             * @enum {string}
             */
            default_pool?: "true" | "false";
            ranges?: {
                /** @description First and last address of each range. */
                range?: {
                    from: string;
                    to: string;
                }[];
            };
        };
        mac_pool_given: {
            id?: string;
            /** @description Unique name. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description One address may be on several vNICs. */
            allow_duplicates?: boolean | ("true" | "false");
            ranges?: {
                /** @description First and last address of each range. */
                range?: {
                    from: string;
                    to: string;
                }[];
            };
        };
        mac_pool_list: {
            mac_pool?: components["schemas"]["mac_pool"][];
        };
        host_nic: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Name of the interface. */
            name?: string;
            /** @description The host it is in. */
            host?: {
                id?: string;
                href?: string;
            };
            mac?: {
                /** @description Permanent MAC address. */
                address?: string;
            };
            /** @description MTU. */
            mtu?: string;
            /**
             * @description Up or down.
             * @enum {string}
             */
            status?: "down" | "up";
            /**
             * @description A cable with a peer is in.
             * @enum {string}
             */
            carrier?: "true" | "false";
            /** @description Speed; in bit/s outside. */
            speed?: string;
            /** @enum {string} */
            bridged?: "false";
            /** @enum {string} */
            custom_configuration?: "false";
            /**
             * @description The host reports it now.
             * @enum {string}
             */
            present?: "true" | "false";
            /** @description PCI address. */
            pci_address?: string;
            /** @description Driver. */
            driver?: string;
            /** @description Kind of a virtual interface: bond, bridge, vlan … */
            kind?: string;
            /** @description Name of the bridge or bond it is part of. */
            master_interface?: string;
            /** @description NUMA node. */
            numa_node?: string;
            virtual_functions_configuration?: {
                /**
                 * @description PF: its VFs may serve every network.
                 * @enum {string}
                 */
                all_networks_allowed?: "true" | "false";
                /** @description PF: how many VFs it can have. */
                max_number_of_virtual_functions?: string;
                /** @description PF: how many VFs it has. */
                number_of_virtual_functions?: string;
            };
            /** @description VF: its PF. */
            physical_function?: {
                id?: string;
                href?: string;
            };
        };
        host_nic_given: {
            id?: string;
        };
        host_nic_list: {
            host_nic?: components["schemas"]["host_nic"][];
        };
        pf_label: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description The PF. */
            host_nic?: {
                id?: string;
                href?: string;
            };
        };
        pf_label_given: {
            id?: string;
        };
        pf_label_list: {
            network_label?: components["schemas"]["pf_label"][];
        };
        virtual_function: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description The host it is in. */
            host?: {
                id?: string;
                href?: string;
            };
            /** @description Its PF. */
            physical_function?: {
                id?: string;
                href?: string;
            };
            /** @description Number on its PF, from 0. */
            index?: string;
            /**
             * @description Free, or why it is not.
             * @enum {string}
             */
            status?: "free" | "held_by_vm" | "leased" | "upper_device" | "host_address" | "userspace_driver" | "iommu_group_shared" | "no_iommu" | "other_namespace" | "quarantined" | "scrubbing";
            /**
             * @description What that means to who looks for one.
             * @enum {string}
             */
            class?: "free" | "used" | "unusable" | "quarantined";
            /** @description The status in words, with whom or what. */
            status_detail?: string;
            /** @description PCI address. */
            pci_address?: string;
            /** @description Driver it is bound to. */
            driver?: string;
            /** @description Its interface on the host, if any. */
            name?: string;
            mac?: {
                /** @description MAC address set on the PF. */
                address?: string;
            };
            vlan?: {
                /** @description VLAN tag. */
                id?: string;
            };
            /** @description IOMMU group. */
            iommu_group?: string;
            /** @description NUMA node. */
            numa_node?: string;
            /**
             * @description Frames with a foreign source MAC are dropped.
             * @enum {string}
             */
            spoof_check?: "true" | "false";
            /**
             * @description It may change its MAC and be promiscuous.
             * @enum {string}
             */
            trust?: "true" | "false";
            /**
             * @description What its user sees of the link.
             * @enum {string}
             */
            link_state?: "auto" | "enable" | "disable" | "unknown";
            /** @description Guaranteed rate in Mbit/s; 0: none. */
            min_tx_rate?: string;
            /** @description Highest rate in Mbit/s; 0: no limit. */
            max_tx_rate?: string;
            lease?: {
                /**
                 * @description State of its lease.
                 * @enum {string}
                 */
                state?: "none" | "reserved" | "active" | "scrubbing" | "quarantined";
                /** @description Epoch of its lease. */
                epoch?: string;
            };
            /** @description The VM that has it. */
            vm?: {
                id?: string;
                href?: string;
                name?: string;
            };
            /** @description The vNIC that has it. */
            nic?: {
                id?: string;
                href?: string;
                name?: string;
            };
            /** @description The vNIC's network. */
            network?: {
                id?: string;
                href?: string;
                name?: string;
            };
        };
        virtual_function_given: {
            id?: string;
        };
        virtual_function_list: {
            virtual_function?: components["schemas"]["virtual_function"][];
        };
        template: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Name, that of all its versions. */
            name?: string;
            /** @enum {string} */
            status?: "ok";
            version?: {
                version_name?: string;
                /** @description From 1, which is the base. */
                version_number?: string;
                /** @description What it is a version of. */
                base_template?: {
                    id?: string;
                    href?: string;
                };
            };
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /** @description When it was made. */
            creation_time?: number | string;
            /**
             * @description Kept only.
             * @enum {string}
             */
            type?: "server" | "desktop" | "high_performance";
            /** @enum {string} */
            origin?: "ovirt";
            /** @description Memory in bytes. */
            memory?: string;
            memory_policy?: {
                /** @description As its memory. */
                guaranteed?: string;
                /** @description Four times its memory. */
                max?: string;
                /**
                 * @description It has a balloon, unless it has virtual functions.
                 * @enum {string}
                 */
                ballooning?: "true" | "false";
            };
            cpu?: {
                /** @enum {string} */
                architecture?: "x86_64";
                topology?: {
                    /** @description Cores per socket. */
                    cores?: string;
                    /** @description Sockets. */
                    sockets?: string;
                    /** @description Threads per core. */
                    threads?: string;
                };
                /**
                 * @description What of the host's CPU it sees; unset: all.
                 * @enum {string}
                 */
                mode?: "unset" | "custom" | "host_model" | "host_passthrough";
                cpu_tune?: {
                    vcpu_pins?: {
                        /** @description Which CPUs of the host its CPUs run on. */
                        vcpu_pin?: {
                            vcpu?: string;
                            cpu_set?: string;
                        }[];
                    };
                };
            };
            /** @description Its weight among VMs; 0: as others. */
            cpu_shares?: string;
            os?: {
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                type?: "other" | "other_linux" | "other_linux_kernel_4" | "rhel_3" | "rhel_3x64" | "rhel_4" | "rhel_4x64" | "rhel_5" | "rhel_5x64" | "rhel_6" | "rhel_6x64" | "rhel_7x64" | "rhel_atomic7x64" | "rhel_8x64" | "rhel_9x64" | "rhcos_x64" | "sles_11" | "ubuntu_12_04" | "ubuntu_12_10" | "ubuntu_13_04" | "ubuntu_13_10" | "ubuntu_14_04" | "ubuntu_18_04" | "debian_7" | "debian_9" | "freebsd" | "freebsdx64" | "windows_xp" | "windows_2003" | "windows_2003x64" | "windows_2008" | "windows_2008x64" | "windows_2008r2x64" | "windows_7" | "windows_7x64" | "windows_8" | "windows_8x64" | "windows_2012x64" | "windows_2012r2x64" | "windows_10" | "windows_10x64" | "windows_11" | "windows_2016x64" | "windows_2019x64" | "windows_2022";
                boot?: {
                    devices?: {
                        /** @description What it boots from, in order. */
                        device?: ("hd" | "network" | "cdrom")[];
                    };
                };
                /** @description Kernel to boot, a path on hosts. */
                kernel?: string;
                /** @description Initial RAM disk, a path on hosts. */
                initrd?: string;
                /** @description Command line of the kernel. */
                cmdline?: string;
            };
            bios?: {
                boot_menu?: {
                    /**
                     * @description Its firmware offers a menu.
                     * @enum {string}
                     */
                    enabled?: "true" | "false";
                };
                /**
                 * @description Its firmware; i440fx_sea_bios is refused.
                 * @enum {string}
                 */
                type?: "cluster_default" | "i440fx_sea_bios" | "q35_sea_bios" | "q35_ovmf" | "q35_secure_boot";
            };
            display?: {
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                allow_override?: "true" | "false";
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                copy_paste_enabled?: "true" | "false";
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                disconnect_action?: "LOCK_SCREEN" | "LOGOUT" | "NONE" | "REBOOT" | "SHUTDOWN";
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                file_transfer_enabled?: "true" | "false";
                /** @description Kept only. */
                keyboard_layout?: string;
                /** @description Kept only. */
                monitors?: string;
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                smartcard_enabled?: "true" | "false";
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                type?: "vnc" | "spice";
            };
            console?: {
                /**
                 * @description Kept only; each VM has a serial console.
                 * @enum {string}
                 */
                enabled?: "true" | "false";
            };
            usb?: {
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                enabled?: "true" | "false";
            };
            io?: {
                /** @description Kept only. */
                threads?: string;
            };
            high_availability?: {
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                enabled?: "true" | "false";
                /** @description Kept only. */
                priority?: string;
            };
            migration?: {
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                auto_converge?: "inherit" | "true" | "false";
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                compressed?: "inherit" | "true" | "false";
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                encrypted?: "inherit" | "true" | "false";
            };
            /** @description Kept only. */
            migration_downtime?: string;
            placement_policy?: {
                /**
                 * @description Whether it may move to another host.
                 * @enum {string}
                 */
                affinity?: "migratable" | "user_migratable" | "pinned";
                hosts?: {
                    /** @description Hosts it may run on; none: any. */
                    host?: {
                        id?: string;
                        href?: string;
                    }[];
                };
            };
            /**
             * @description It cannot be removed.
             * @enum {string}
             */
            delete_protected?: "true" | "false";
            /**
             * @description It starts paused.
             * @enum {string}
             */
            start_paused?: "true" | "false";
            /**
             * @description Kept only.
             * @enum {string}
             */
            stateless?: "true" | "false";
            time_zone?: {
                name?: string;
            };
            /**
             * @description Kept only.
             * @enum {string}
             */
            multi_queues_enabled?: "true" | "false";
            /**
             * @description Kept only.
             * @enum {string}
             */
            virtio_scsi_multi_queues_enabled?: "true" | "false";
            /**
             * @description Kept only.
             * @enum {string}
             */
            storage_error_resume_behaviour?: "auto_resume" | "kill" | "leave_paused";
            sso?: {
                methods?: {
                    /** @description Kept only. */
                    method?: {
                        id?: string;
                    }[];
                };
            };
            /**
             * @description Kept only.
             * @enum {string}
             */
            soundcard_enabled?: "true" | "false";
            /**
             * @description Kept only.
             * @enum {string}
             */
            tpm_enabled?: "true" | "false";
            /**
             * @description Kept only.
             * @enum {string}
             */
            tunnel_migration?: "true" | "false";
            custom_properties?: {
                /** @description Kept only. */
                custom_property?: {
                    name?: string;
                    value?: string;
                    regexp?: string;
                }[];
            };
            custom_compatibility_version?: {
                /** @description Kept only. */
                major?: string;
                /** @description Kept only. */
                minor?: string;
            };
            /** @description Model of its CPU, libvirt's name; NULL: by the mode. */
            custom_cpu_model?: string;
            /** @description Kept only. */
            custom_emulated_machine?: string;
            serial_number?: {
                /**
                 * @description Which serial number its firmware shows.
                 * @enum {string}
                 */
                policy?: "unset" | "host" | "vm" | "custom" | "none";
                /** @description The number, with the policy "custom". */
                value?: string;
            };
            /**
             * @description Kept only.
             * @enum {string}
             */
            numa_tune_mode?: "unset" | "interleave" | "preferred" | "strict";
            rng_device?: {
                /**
                 * @description Where its random numbers come from.
                 * @enum {string}
                 */
                source?: "urandom" | "random" | "hwrng";
            };
            /** @description The cluster it is in. */
            cluster?: {
                id?: string;
                href?: string;
            };
        };
        template_given: {
            id?: string;
            /** @description Name, that of all its versions. */
            name?: string;
            version?: {
                /** @description What this version is called. */
                version_name?: string;
                /** @description What it is a version of. */
                base_template?: {
                    id?: string;
                    name?: string;
                };
            };
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /**
             * @description Kept only.
             * @enum {string}
             */
            type?: "server" | "desktop" | "high_performance";
            /** @description Memory in bytes. */
            memory?: number | string;
            memory_policy?: {
                /** @description Kept only; not above its memory. */
                guaranteed?: number | string;
                /** @description Kept only; not below its memory. */
                max?: number | string;
                /** @description It has a balloon, unless it has virtual functions. */
                ballooning?: boolean | ("true" | "false");
            };
            cpu?: {
                topology?: {
                    /** @description Cores per socket. */
                    cores?: number | string;
                    /** @description Sockets. */
                    sockets?: number | string;
                    /** @description Threads per core. */
                    threads?: number | string;
                };
                /**
                 * @description What of the host's CPU it sees; unset: all.
                 * @enum {string}
                 */
                mode?: "unset" | "custom" | "host_model" | "host_passthrough";
                cpu_tune?: {
                    vcpu_pins?: {
                        /** @description Which CPUs of the host its CPUs run on. */
                        vcpu_pin?: {
                            vcpu?: string;
                            cpu_set?: string;
                        }[];
                    };
                };
            };
            /** @description Its weight among VMs; 0: as others. */
            cpu_shares?: number | string;
            os?: {
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                type?: "other" | "other_linux" | "other_linux_kernel_4" | "rhel_3" | "rhel_3x64" | "rhel_4" | "rhel_4x64" | "rhel_5" | "rhel_5x64" | "rhel_6" | "rhel_6x64" | "rhel_7x64" | "rhel_atomic7x64" | "rhel_8x64" | "rhel_9x64" | "rhcos_x64" | "sles_11" | "ubuntu_12_04" | "ubuntu_12_10" | "ubuntu_13_04" | "ubuntu_13_10" | "ubuntu_14_04" | "ubuntu_18_04" | "debian_7" | "debian_9" | "freebsd" | "freebsdx64" | "windows_xp" | "windows_2003" | "windows_2003x64" | "windows_2008" | "windows_2008x64" | "windows_2008r2x64" | "windows_7" | "windows_7x64" | "windows_8" | "windows_8x64" | "windows_2012x64" | "windows_2012r2x64" | "windows_10" | "windows_10x64" | "windows_11" | "windows_2016x64" | "windows_2019x64" | "windows_2022";
                boot?: {
                    devices?: {
                        /** @description What it boots from, in order. */
                        device?: ("hd" | "network" | "cdrom")[];
                    };
                };
                /** @description Kernel to boot, a path on hosts. */
                kernel?: string;
                /** @description Initial RAM disk, a path on hosts. */
                initrd?: string;
                /** @description Command line of the kernel. */
                cmdline?: string;
            };
            bios?: {
                boot_menu?: {
                    /** @description Its firmware offers a menu. */
                    enabled?: boolean | ("true" | "false");
                };
                /**
                 * @description Its firmware; i440fx_sea_bios is refused.
                 * @enum {string}
                 */
                type?: "cluster_default" | "i440fx_sea_bios" | "q35_sea_bios" | "q35_ovmf" | "q35_secure_boot";
            };
            display?: {
                /** @description Kept only. */
                allow_override?: boolean | ("true" | "false");
                /** @description Kept only. */
                copy_paste_enabled?: boolean | ("true" | "false");
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                disconnect_action?: "LOCK_SCREEN" | "LOGOUT" | "NONE" | "REBOOT" | "SHUTDOWN";
                /** @description Kept only. */
                file_transfer_enabled?: boolean | ("true" | "false");
                /** @description Kept only. */
                keyboard_layout?: string;
                /** @description Kept only. */
                monitors?: number | string;
                /** @description Kept only. */
                smartcard_enabled?: boolean | ("true" | "false");
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                type?: "vnc" | "spice";
            };
            console?: {
                /** @description Kept only; each VM has a serial console. */
                enabled?: boolean | ("true" | "false");
            };
            usb?: {
                /** @description Kept only. */
                enabled?: boolean | ("true" | "false");
            };
            io?: {
                /** @description Kept only. */
                threads?: number | string;
            };
            high_availability?: {
                /** @description Kept only. */
                enabled?: boolean | ("true" | "false");
                /** @description Kept only. */
                priority?: number | string;
            };
            migration?: {
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                auto_converge?: "inherit" | "true" | "false";
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                compressed?: "inherit" | "true" | "false";
                /**
                 * @description Kept only.
                 * @enum {string}
                 */
                encrypted?: "inherit" | "true" | "false";
            };
            /** @description Kept only. */
            migration_downtime?: number | string;
            placement_policy?: {
                /**
                 * @description Whether it may move to another host.
                 * @enum {string}
                 */
                affinity?: "migratable" | "user_migratable" | "pinned";
                hosts?: {
                    /** @description Hosts it may run on; none: any. */
                    host?: {
                        id?: string;
                        name?: string;
                    }[];
                };
            };
            /** @description It cannot be removed. */
            delete_protected?: boolean | ("true" | "false");
            /** @description It starts paused. */
            start_paused?: boolean | ("true" | "false");
            /** @description Kept only. */
            stateless?: boolean | ("true" | "false");
            time_zone?: {
                /** @description Its clock shows the time of this zone. */
                name?: string;
            };
            /** @description Kept only. */
            multi_queues_enabled?: boolean | ("true" | "false");
            /** @description Kept only. */
            virtio_scsi_multi_queues_enabled?: boolean | ("true" | "false");
            /**
             * @description Kept only.
             * @enum {string}
             */
            storage_error_resume_behaviour?: "auto_resume" | "kill" | "leave_paused";
            sso?: {
                methods?: {
                    /** @description Kept only. */
                    method?: {
                        id?: string;
                    }[];
                };
            };
            /** @description Kept only. */
            soundcard_enabled?: boolean | ("true" | "false");
            /** @description Kept only. */
            tpm_enabled?: boolean | ("true" | "false");
            /** @description Kept only. */
            tunnel_migration?: boolean | ("true" | "false");
            custom_properties?: {
                /** @description Kept only. */
                custom_property?: {
                    name?: string;
                    value?: string;
                    regexp?: string;
                }[];
            };
            custom_compatibility_version?: {
                /** @description Kept only. */
                major?: number | string;
                /** @description Kept only. */
                minor?: number | string;
            };
            /** @description Model of its CPU, libvirt's name; NULL: by the mode. */
            custom_cpu_model?: string;
            /** @description Kept only. */
            custom_emulated_machine?: string;
            serial_number?: {
                /**
                 * @description Which serial number its firmware shows.
                 * @enum {string}
                 */
                policy?: "unset" | "host" | "vm" | "custom" | "none";
                /** @description The number, with the policy "custom". */
                value?: string;
            };
            /**
             * @description Kept only.
             * @enum {string}
             */
            numa_tune_mode?: "unset" | "interleave" | "preferred" | "strict";
            rng_device?: {
                /**
                 * @description Where its random numbers come from.
                 * @enum {string}
                 */
                source?: "urandom" | "random" | "hwrng";
            };
            /** @description The cluster it is in. */
            cluster?: {
                id?: string;
                name?: string;
            };
            /** @description The VM, which is down, that it is made from. */
            vm?: {
                id?: string;
                name?: string;
            };
        };
        template_list: {
            template?: components["schemas"]["template"][];
        };
        template_nic: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Name, unique in the template. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /**
             * @description What the guest sees; pci_passthrough: a virtual function.
             * @enum {string}
             */
            interface?: "virtio" | "e1000" | "e1000e" | "rtl8139" | "rtl8139_virtio" | "spapr_vlan" | "pci_passthrough";
            /**
             * @description The link is up.
             * @enum {string}
             */
            linked?: "true" | "false";
            /**
             * @description It is in each VM.
             * @enum {string}
             */
            plugged?: "true" | "false";
            /** @description How it is connected; none: no network. */
            vnic_profile?: {
                id?: string;
                href?: string;
            };
            /** @description The template it is in. */
            template?: {
                id?: string;
                href?: string;
            };
        };
        template_nic_given: {
            id?: string;
            /** @description Name, unique in the template. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /**
             * @description What the guest sees; pci_passthrough: a virtual function.
             * @enum {string}
             */
            interface?: "virtio" | "e1000" | "e1000e" | "rtl8139" | "rtl8139_virtio" | "spapr_vlan" | "pci_passthrough";
            /** @description The link is up. */
            linked?: boolean | ("true" | "false");
            /** @description It is in each VM. */
            plugged?: boolean | ("true" | "false");
            /** @description How it is connected; none: no network. */
            vnic_profile?: {
                id?: string;
                name?: string;
            };
        };
        template_nic_list: {
            nic?: components["schemas"]["template_nic"][];
        };
        vm_nic: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Name, unique in the VM. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /**
             * @description What the guest sees; pci_passthrough: a virtual function.
             * @enum {string}
             */
            interface?: "virtio" | "e1000" | "e1000e" | "rtl8139" | "rtl8139_virtio" | "spapr_vlan" | "pci_passthrough";
            /**
             * @description The link is up.
             * @enum {string}
             */
            linked?: "true" | "false";
            /**
             * @description It is in the VM.
             * @enum {string}
             */
            plugged?: "true" | "false";
            /** @enum {string} */
            synced?: "true";
            mac?: {
                /** @description MAC address; none: from the pool. */
                address?: string;
            };
            /** @description How it is connected; none: no network. */
            vnic_profile?: {
                id?: string;
                href?: string;
            };
            /** @description The VM it is in. */
            vm?: {
                id?: string;
                href?: string;
            };
        };
        vm_nic_given: {
            id?: string;
            /** @description Name, unique in the VM. */
            name?: string;
            /** @description For people. */
            description?: string;
            /** @description For people. */
            comment?: string;
            /**
             * @description What the guest sees; pci_passthrough: a virtual function.
             * @enum {string}
             */
            interface?: "virtio" | "e1000" | "e1000e" | "rtl8139" | "rtl8139_virtio" | "spapr_vlan" | "pci_passthrough";
            /** @description The link is up. */
            linked?: boolean | ("true" | "false");
            /** @description It is in the VM. */
            plugged?: boolean | ("true" | "false");
            mac?: {
                /** @description MAC address; none: from the pool. */
                address?: string;
            };
            /** @description How it is connected; none: no network. */
            vnic_profile?: {
                id?: string;
                name?: string;
            };
        };
        vm_nic_list: {
            nic?: components["schemas"]["vm_nic"][];
        };
        network_filter_parameter: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Name of the filter's variable, as "IP". */
            name?: string;
            /** @description Its value. */
            value?: string;
            /** @description The vNIC that gives it. */
            nic?: {
                id?: string;
                href?: string;
            };
        };
        network_filter_parameter_given: {
            id?: string;
            /** @description Name of the filter's variable, as "IP". */
            name?: string;
            /** @description Its value. */
            value?: string;
        };
        network_filter_parameter_list: {
            network_filter_parameter?: components["schemas"]["network_filter_parameter"][];
        };
        event: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description What happened. */
            description?: string;
            /** @description As its id. */
            index?: string;
            /** @description Kind of event. */
            code?: string;
            /**
             * @description How bad it is.
             * @enum {string}
             */
            severity?: "normal" | "warning" | "error" | "alert";
            /** @description When it happened. */
            time?: number | string;
            /** @description Ties requests, jobs and events together. */
            correlation_id?: string;
            /** @description Who tells it; "oVirt": the engine. */
            origin?: string;
            /** @description What its origin calls it; -1: nothing. */
            custom_id?: string;
            /** @description More of its origin's. */
            custom_data?: string;
            /** @description Seconds in which its origin tells it once. */
            flood_rate?: string;
            /** @description The cluster concerned. */
            cluster?: {
                id?: string;
                href?: string;
            };
            /** @description The data center concerned. */
            data_center?: {
                id?: string;
                href?: string;
            };
            /** @description The host concerned. */
            host?: {
                id?: string;
                href?: string;
            };
            /** @description The network concerned. */
            network?: {
                id?: string;
                href?: string;
            };
            /** @description The template concerned. */
            template?: {
                id?: string;
                href?: string;
            };
            /** @description Who did it. */
            user?: {
                id?: string;
                href?: string;
            };
            /** @description The VM concerned. */
            vm?: {
                id?: string;
                href?: string;
            };
        };
        event_given: {
            id?: string;
            /** @description What happened. */
            description?: string;
            /**
             * @description How bad it is.
             * @enum {string}
             */
            severity?: "normal" | "warning" | "error" | "alert";
            /** @description Ties requests, jobs and events together. */
            correlation_id?: string;
            /** @description Who tells it; "oVirt": the engine. */
            origin?: string;
            /** @description What its origin calls it; -1: nothing. */
            custom_id?: number | string;
            /** @description More of its origin's. */
            custom_data?: string;
            /** @description Seconds in which its origin tells it once. */
            flood_rate?: number | string;
            /** @description The cluster concerned. */
            cluster?: {
                id?: string;
                name?: string;
            };
            /** @description The data center concerned. */
            data_center?: {
                id?: string;
                name?: string;
            };
            /** @description The host concerned. */
            host?: {
                id?: string;
                name?: string;
            };
            /** @description The network concerned. */
            network?: {
                id?: string;
                name?: string;
            };
            /** @description The template concerned. */
            template?: {
                id?: string;
                name?: string;
            };
            /** @description Who did it. */
            user?: {
                id?: string;
                name?: string;
            };
            /** @description The VM concerned. */
            vm?: {
                id?: string;
                name?: string;
            };
        };
        event_list: {
            event?: components["schemas"]["event"][];
        };
        job: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description What is being done. */
            description?: string;
            /**
             * @description How it goes.
             * @enum {string}
             */
            status?: "started" | "finished" | "failed" | "aborted" | "unknown";
            /** @description Why it failed. */
            failure?: string;
            /** @description Who asked for it. */
            owner?: {
                id?: string;
                href?: string;
            };
            /** @description Ties requests, jobs and events together. */
            correlation_id?: string;
            /** @description When it began. */
            start_time?: number | string;
            /** @description When it ended. */
            end_time?: number | string;
            /** @description When it last changed. */
            last_updated?: number | string;
            /**
             * @description Recorded for somebody else.
             * @enum {string}
             */
            external?: "true" | "false";
            /**
             * @description Forgotten some time after its end.
             * @enum {string}
             */
            auto_cleared?: "true" | "false";
        };
        job_given: {
            id?: string;
            /** @description What is being done. */
            description?: string;
            /** @description Forgotten some time after its end. */
            auto_cleared?: boolean | ("true" | "false");
        };
        job_list: {
            job?: components["schemas"]["job"][];
        };
        step: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description What is done. */
            description?: string;
            /**
             * @description What it is for.
             * @enum {string}
             */
            type?: "validating" | "executing" | "finalizing" | "rebalancing_volume" | "removing_bricks" | "unknown";
            /**
             * @description Recorded for somebody else.
             * @enum {string}
             */
            external?: "true" | "false";
            /** @description Order in the job. */
            number?: string;
            /**
             * @description How it goes.
             * @enum {string}
             */
            status?: "started" | "finished" | "failed" | "aborted" | "unknown";
            /** @description Why it failed. */
            failure?: string;
            /** @description When it began. */
            start_time?: number | string;
            /** @description When it ended. */
            end_time?: number | string;
            /** @description The job it is part of. */
            job?: {
                id?: string;
                href?: string;
            };
        };
        step_given: {
            id?: string;
            /** @description What is done. */
            description?: string;
            /**
             * @description What it is for.
             * @enum {string}
             */
            type?: "validating" | "executing" | "finalizing" | "rebalancing_volume" | "removing_bricks" | "unknown";
        };
        step_list: {
            step?: components["schemas"]["step"][];
        };
        user: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Login. */
            name?: string;
            /** @description Last name. */
            last_name?: string;
            /** @description Login and domain, "admin@internal-authz". */
            user_name?: string;
            /** @description Login; given alone, it is one of the internal domain. */
            principal?: string;
            /** @enum {string} */
            namespace?: "*";
            domain?: {
                /** @enum {string} */
                id?: "696E7465726E616C2D617574687A";
                /** @description Where it comes from. */
                name?: string;
            };
            /** @description As its id in the domain. */
            domain_entry_id?: string;
            /** @description Department. */
            department?: string;
            /** @description Address. */
            email?: string;
            /**
             * @description May not log in.
             * @enum {string}
             */
            disabled?: "true" | "false";
        };
        user_given: {
            id?: string;
            /** @description Last name. */
            last_name?: string;
            /** @description Login and domain, "admin@internal-authz". */
            user_name?: string;
            /** @description Login; given alone, it is one of the internal domain. */
            principal?: string;
            domain?: {
                /** @description Where it comes from. */
                name?: string;
            };
            /** @description Department. */
            department?: string;
            /** @description Address. */
            email?: string;
            /** @description May not log in. */
            disabled?: boolean | ("true" | "false");
            /** @description A new password. */
            password?: string;
        };
        user_list: {
            user?: components["schemas"]["user"][];
        };
        role: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Unique name. */
            name?: string;
            /** @description Free text. */
            description?: string;
            /**
             * @description Whether it can be changed and removed; the roles of oVirt cannot.
             * @enum {string}
             */
            mutable?: "true" | "false";
            /**
             * @description Whether it is a role of administrators, which only a SuperUser gives away.
             * @enum {string}
             */
            administrative?: "true" | "false";
        };
        role_given: {
            id?: string;
            /** @description Unique name. */
            name?: string;
            /** @description Free text. */
            description?: string;
            /** @description Whether it is a role of administrators, which only a SuperUser gives away. */
            administrative?: boolean | ("true" | "false");
            permits?: {
                /** @description What it allows. */
                permit?: {
                    id?: string;
                    name?: string;
                }[];
            };
        };
        role_list: {
            role?: components["schemas"]["role"][];
        };
        group: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Unique name. */
            name?: string;
            /** @enum {string} */
            namespace?: "*";
            domain?: {
                /** @description Where it comes from; empty for Everyone. */
                name?: string;
            };
            /** @description As its id in the domain. */
            domain_entry_id?: string;
        };
        group_given: {
            id?: string;
            /** @description Unique name. */
            name?: string;
            domain?: {
                /** @description Where it comes from; empty for Everyone. */
                name?: string;
            };
        };
        group_list: {
            group?: components["schemas"]["group"][];
        };
        domain: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Name. */
            name?: string;
        };
        domain_given: {
            id?: string;
        };
        domain_list: {
            domain?: components["schemas"]["domain"][];
        };
        permit: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description Name. */
            name?: string;
            /**
             * @description Only roles of administrators may hold it.
             * @enum {string}
             */
            administrative?: "true" | "false";
            /** @description Role that holds it. */
            role?: {
                id?: string;
                href?: string;
            };
        };
        permit_given: {
            id?: string;
            /** @description Name. */
            name?: string;
        };
        permit_list: {
            permit?: components["schemas"]["permit"][];
        };
        permission: {
            id: string;
            /** @description Its address. */
            href: string;
            /** @description What is allowed. */
            role?: {
                id?: string;
                href?: string;
            };
            /** @description Who is allowed it. */
            user?: {
                id?: string;
                href?: string;
            };
            /** @description Or the group that is. */
            group?: {
                id?: string;
                href?: string;
            };
            /** @description On what. */
            data_center?: {
                id?: string;
                href?: string;
            };
            /** @description On what. */
            cluster?: {
                id?: string;
                href?: string;
            };
            /** @description On what. */
            host?: {
                id?: string;
                href?: string;
            };
            /** @description On what. */
            network?: {
                id?: string;
                href?: string;
            };
            /** @description On what. */
            vnic_profile?: {
                id?: string;
                href?: string;
            };
            /** @description On what. */
            vm?: {
                id?: string;
                href?: string;
            };
            /** @description On what. */
            template?: {
                id?: string;
                href?: string;
            };
            /** @description On what. */
            mac_pool?: {
                id?: string;
                href?: string;
            };
        };
        permission_given: {
            id?: string;
            /** @description What is allowed. */
            role?: {
                id?: string;
                name?: string;
            };
            /** @description Who is allowed it. */
            user?: {
                id?: string;
                name?: string;
            };
            /** @description Or the group that is. */
            group?: {
                id?: string;
                name?: string;
            };
            /** @description On what. */
            data_center?: {
                id?: string;
                name?: string;
            };
            /** @description On what. */
            cluster?: {
                id?: string;
                name?: string;
            };
            /** @description On what. */
            host?: {
                id?: string;
                name?: string;
            };
            /** @description On what. */
            network?: {
                id?: string;
                name?: string;
            };
            /** @description On what. */
            vnic_profile?: {
                id?: string;
                name?: string;
            };
            /** @description On what. */
            vm?: {
                id?: string;
                name?: string;
            };
            /** @description On what. */
            template?: {
                id?: string;
                name?: string;
            };
            /** @description On what. */
            mac_pool?: {
                id?: string;
                name?: string;
            };
        };
        permission_list: {
            permission?: components["schemas"]["permission"][];
        };
        /** @description A host NIC with virtual functions. */
        physical_function: {
            id: string;
            href: string;
            /** @description Name of the interface. */
            name: string;
            /** @description The host it is in. */
            host?: {
                id?: string;
                href?: string;
                name?: string;
                status?: string;
            };
            cluster?: {
                id?: string;
                href?: string;
                name?: string;
            };
            data_center?: {
                id?: string;
                href?: string;
            };
            /** @description In bit/s. */
            speed?: string;
            /** @description up or down. */
            status?: string;
            /**
             * @description A cable with a peer is in.
             * @enum {string}
             */
            carrier?: "true" | "false";
            /**
             * @description The host reports it now.
             * @enum {string}
             */
            present?: "true" | "false";
            /** @enum {string} */
            all_networks_allowed?: "true" | "false";
            networks?: {
                network?: {
                    id?: string;
                    href?: string;
                    name?: string;
                    /** @description What it is there by, unless by its name. */
                    label?: string;
                }[];
            };
            /** @description How many VFs it has. */
            number_of_virtual_functions?: string;
            /** @description How many VFs it can have. */
            max_number_of_virtual_functions?: string;
            free?: string;
            used?: string;
            unusable?: string;
            quarantined?: string;
            virtual_functions?: {
                virtual_function?: {
                    index?: string;
                    /** @description As the status of a virtual function. */
                    state?: string;
                    /** @description free, used, unusable or quarantined. */
                    class?: string;
                    /** @description Why it is not free, in words. */
                    detail?: string;
                    mac?: {
                        address?: string;
                    };
                    /** @description Who has it, as far as the user sees that. */
                    vm?: {
                        id?: string;
                        href?: string;
                        name?: string;
                    };
                    nic?: {
                        id?: string;
                        href?: string;
                        name?: string;
                    };
                    network?: {
                        id?: string;
                        href?: string;
                        name?: string;
                    };
                }[];
            };
        };
        physical_function_list: {
            physical_function?: components["schemas"]["physical_function"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
