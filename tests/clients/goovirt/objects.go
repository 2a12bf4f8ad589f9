package main

import (
	ovirtsdk "github.com/ovirt/go-ovirt"
)

func (w *world) cluster() *ovirtsdk.Cluster {
	return w.api.ClustersService().List().Search("name=Default").MustSend().MustClusters().Slice()[0]
}

func (w *world) management() *ovirtsdk.Network {
	return w.api.NetworksService().List().Search("name=ovirtmgmt and datacenter=Default").MustSend().
		MustNetworks().Slice()[0]
}

func (w *world) host(name string) *ovirtsdk.HostService {
	host := w.api.HostsService().List().Search("name=" + name).MustSend().MustHosts().Slice()[0]
	return w.api.HostsService().HostService(host.MustId())
}

// network is a new one of the data center Default, in its cluster.
func (w *world) network(vlan int64) *ovirtsdk.Network {
	network := w.api.NetworksService().Add().Network(ovirtsdk.NewNetworkBuilder().
		Name(w.name("net")).
		DataCenterBuilder(ovirtsdk.NewDataCenterBuilder().Name("Default")).
		VlanBuilder(ovirtsdk.NewVlanBuilder().Id(vlan)).
		MustBuild()).MustSend().MustNetwork()
	w.api.ClustersService().ClusterService(w.cluster().MustId()).NetworksService().Add().Network(
		ovirtsdk.NewNetworkBuilder().Id(network.MustId()).Required(false).MustBuild()).MustSend()
	return network
}

// profile is a new one for VFs.
func (w *world) profile(network *ovirtsdk.Network) *ovirtsdk.VnicProfile {
	return w.api.VnicProfilesService().Add().Profile(ovirtsdk.NewVnicProfileBuilder().
		Name(w.name("profile")).
		NetworkBuilder(ovirtsdk.NewNetworkBuilder().Id(network.MustId())).
		PassThroughBuilder(ovirtsdk.NewVnicPassThroughBuilder().
			Mode(ovirtsdk.VNICPASSTHROUGHMODE_ENABLED)).
		MustBuild()).MustSend().MustProfile()
}

func (w *world) vm() *ovirtsdk.VmService {
	vm := w.api.VmsService().Add().Vm(ovirtsdk.NewVmBuilder().
		Name(w.name("vm")).
		ClusterBuilder(ovirtsdk.NewClusterBuilder().Name("Default")).
		TemplateBuilder(ovirtsdk.NewTemplateBuilder().Name("Blank")).
		Memory(256 << 20).
		OsBuilder(ovirtsdk.NewOperatingSystemBuilder().Kernel(kernel)).
		MustBuild()).MustSend().MustVm()
	return w.api.VmsService().VmService(vm.MustId())
}

func macRange(from, to string) *ovirtsdk.Range {
	return ovirtsdk.NewRangeBuilder().From(from).To(to).MustBuild()
}

// objects is about making, changing and removing what is kept.
var objects = []testCase{
	{"network.whole_life", func(w *world) {
		network := w.network(77)
		service := w.api.NetworksService().NetworkService(network.MustId())
		equal(service.Get().MustSend().MustNetwork().MustVlan().MustId(), 77, "VLAN")
		changed := service.Update().Network(ovirtsdk.NewNetworkBuilder().Mtu(9000).MustBuild()).
			MustSend().MustNetwork()
		equal(changed.MustMtu(), 9000, "MTU")
		equal(changed.MustVlan().MustId(), 77, "VLAN after the change")
		service.Remove().MustSend()
		check(asNotFound(second(service.Get().Send())), "it is still there")
	}},
	{"network.name_in_use", func(w *world) {
		network := w.network(78)
		_, err := w.api.NetworksService().Add().Network(ovirtsdk.NewNetworkBuilder().
			Name(network.MustName()).
			DataCenterBuilder(ovirtsdk.NewDataCenterBuilder().Name("Default")).MustBuild()).Send()
		conflict(err, network.MustName())
	}},
	{"network.vlan_out_of_range", func(w *world) {
		_, err := w.api.NetworksService().Add().Network(ovirtsdk.NewNetworkBuilder().
			Name(w.name("net")).VlanBuilder(ovirtsdk.NewVlanBuilder().Id(4095)).
			DataCenterBuilder(ovirtsdk.NewDataCenterBuilder().Name("Default")).MustBuild()).Send()
		refused(err, "4095", "400")
	}},
	{"network.label", func(w *world) {
		labels := w.api.NetworksService().NetworkService(w.network(79).MustId()).NetworkLabelsService()
		equal(len(labels.List().MustSend().MustLabels().Slice()), 0, "number of labels")
		labels.Add().Label(ovirtsdk.NewNetworkLabelBuilder().Id("go").MustBuild()).MustSend()
		equal(labels.List().MustSend().MustLabels().Slice()[0].MustId(), "go", "label")
		labels.LabelService("go").Remove().MustSend()
	}},
	{"cluster.network_of_it", func(w *world) {
		network := w.network(80)
		service := w.api.ClustersService().ClusterService(w.cluster().MustId()).NetworksService().
			NetworkService(network.MustId())
		check(!service.Get().MustSend().MustNetwork().MustRequired(), "it is required")
		service.Update().Network(ovirtsdk.NewNetworkBuilder().Required(false).MustBuild()).MustSend()
		service.Remove().MustSend()
	}},
	{"profile.whole_life", func(w *world) {
		profile := w.profile(w.network(81))
		service := w.api.VnicProfilesService().ProfileService(profile.MustId())
		equal(service.Get().MustSend().MustProfile().MustPassThrough().MustMode(),
			ovirtsdk.VNICPASSTHROUGHMODE_ENABLED, "mode")
		changed := service.Update().Profile(ovirtsdk.NewVnicProfileBuilder().Migratable(true).
			MustBuild()).MustSend().MustProfile()
		check(changed.MustMigratable(), "it is not migratable")
		service.Remove().MustSend()
		check(asNotFound(second(service.Get().Send())), "it is still there")
	}},
	{"profile.not_with_port_mirroring", func(w *world) {
		service := w.api.VnicProfilesService().ProfileService(w.profile(w.network(82)).MustId())
		_, err := service.Update().Profile(ovirtsdk.NewVnicProfileBuilder().PortMirroring(true).
			MustBuild()).Send()
		refused(err, "400")
	}},
	{"mac_pool.whole_life", func(w *world) {
		pool := w.api.MacPoolsService().Add().Pool(ovirtsdk.NewMacPoolBuilder().
			Name(w.name("pool")).AllowDuplicates(true).
			RangesOfAny(macRange("02:00:5e:61:00:00", "02:00:5e:61:00:0f")).MustBuild()).
			MustSend().MustPool()
		service := w.api.MacPoolsService().MacPoolService(pool.MustId())
		equal(service.Get().MustSend().MustPool().MustRanges().Slice()[0].MustTo(),
			"02:00:5e:61:00:0f", "end")
		service.Remove().MustSend()
	}},
	{"mac_pool.overlap", func(w *world) {
		_, err := w.api.MacPoolsService().Add().Pool(ovirtsdk.NewMacPoolBuilder().
			Name(w.name("pool")).RangesOfAny(
			macRange("02:00:5e:62:00:00", "02:00:5e:62:00:0f"),
			macRange("02:00:5e:62:00:08", "02:00:5e:62:00:1f")).MustBuild()).Send()
		refused(err, "MAC pool cannot contain ranges which overlap")
	}},
	{"vm.whole_object_back", func(w *world) {
		service := w.vm()
		vm := service.Get().MustSend().MustVm()
		vm.SetDescription("written back")
		changed := service.Update().Vm(vm).MustSend().MustVm()
		equal(changed.MustDescription(), "written back", "description")
		equal(changed.MustMemory(), 256<<20, "memory")
		service.Remove().MustSend()
	}},
	{"vm.name_in_use", func(w *world) {
		vm := w.vm().Get().MustSend().MustVm()
		_, err := w.api.VmsService().Add().Vm(ovirtsdk.NewVmBuilder().Name(vm.MustName()).
			ClusterBuilder(ovirtsdk.NewClusterBuilder().Name("Default")).
			TemplateBuilder(ovirtsdk.NewTemplateBuilder().Name("Blank")).MustBuild()).Send()
		conflict(err, vm.MustName())
	}},
	{"vm.correlation", func(w *world) {
		w.vm().Update().Query("correlation_id", "go-query").Vm(ovirtsdk.NewVmBuilder().
			Comment("told apart").MustBuild()).MustSend()
		events := w.api.EventsService().List().Search("correlation_id=go-query").MustSend().MustEvents()
		check(len(events.Slice()) > 0, "no event has the correlation")
	}},
	{"event.reading", func(w *world) {
		event := w.api.EventsService().List().Max(1).MustSend().MustEvents().Slice()[0]
		check(event.MustDescription() != "" && !event.MustTime().IsZero(), "it is empty")
		same := w.api.EventsService().EventService(event.MustId()).Get().MustSend().MustEvent()
		equal(same.MustCode(), event.MustCode(), "code")
	}},
	{"event.of_ones_own", func(w *world) {
		event := w.api.EventsService().Add().Event(ovirtsdk.NewEventBuilder().
			Description("from Go").Origin("tests").CustomId(w.number()).
			Severity(ovirtsdk.LOGSEVERITY_WARNING).MustBuild()).MustSend().MustEvent()
		equal(event.MustSeverity(), ovirtsdk.LOGSEVERITY_WARNING, "severity")
		w.api.EventsService().EventService(event.MustId()).Remove().MustSend()
	}},
	{"user.whole_life", func(w *world) {
		user := w.api.UsersService().Add().User(ovirtsdk.NewUserBuilder().
			UserName("gopher@internal-authz").
			DomainBuilder(ovirtsdk.NewDomainBuilder().Name("internal-authz")).MustBuild()).
			MustSend().MustUser()
		role := w.api.RolesService().List().MustSend().MustRoles().Slice()[0]
		permissions := w.api.DataCentersService().DataCenterService(
			w.cluster().MustDataCenter().MustId()).PermissionsService()
		permission := permissions.Add().Permission(ovirtsdk.NewPermissionBuilder().
			UserBuilder(ovirtsdk.NewUserBuilder().Id(user.MustId())).
			RoleBuilder(ovirtsdk.NewRoleBuilder().Id(role.MustId())).MustBuild()).
			MustSend().MustPermission()
		permissions.PermissionService(permission.MustId()).Remove().MustSend()
		w.api.UsersService().UserService(user.MustId()).Remove().MustSend()
	}},
	{"tag.whole_life", func(w *world) {
		tag := w.api.TagsService().Add().Tag(ovirtsdk.NewTagBuilder().Name(w.name("tag")).
			MustBuild()).MustSend().MustTag()
		vm := w.vm()
		vm.TagsService().Add().Tag(ovirtsdk.NewTagBuilder().Name(tag.MustName()).MustBuild()).MustSend()
		found := w.api.VmsService().List().Search("tag=" + tag.MustName()).MustSend().MustVms()
		equal(len(found.Slice()), 1, "number of VMs with the tag")
		w.api.TagsService().TagService(tag.MustId()).Remove().MustSend()
	}},
}

func (w *world) number() int64 {
	w.names++
	return int64(w.names)
}
