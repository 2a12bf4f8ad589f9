package main

import (
	"strings"

	ovirtsdk "github.com/ovirt/go-ovirt"
)

// basics is about connections, the root, errors and links.
var basics = []testCase{
	{"connection.test", func(w *world) {
		succeed(w.connection.Test())
	}},
	{"connection.close", func(w *world) {
		connection := connect(builder())
		succeed(connection.Test())
		succeed(connection.Close())
	}},
	{"connection.close_and_keep_the_token", func(w *world) {
		connection := connect(builder())
		succeed(connection.Test())
		succeed(connection.CloseIfRevokeSSOToken(false))
	}},
	{"connection.compressed", func(w *world) {
		succeed(connect(builder().Compress(true)).Test())
	}},
	{"connection.wrong_password", func(w *world) {
		err := connect(builder().Password("wrong")).Test()
		refused(err, "Cannot authenticate user")
		check(asAuthError(err), "it is a %T", err)
	}},
	{"connection.wrong_user", func(w *world) {
		err := connect(builder().Username("nobody@internal")).Test()
		refused(err, "Cannot authenticate user")
		check(asAuthError(err), "it is a %T", err)
	}},
	{"connection.wrong_profile", func(w *world) {
		err := connect(builder().Username("admin@elsewhere")).Test()
		check(asAuthError(err), "it is %v", err)
	}},
	{"connection.unknown_ca", func(w *world) {
		err := connect(builder().CAFile("/etc/ssl/certs/ca-certificates.crt")).Test()
		refused(err, "certificate")
	}},
	{"connection.headers", func(w *world) {
		connection := connect(builder().Headers(map[string]string{"Correlation-Id": "go-header"}))
		connection.SystemService().MacPoolsService().Add().Pool(ovirtsdk.NewMacPoolBuilder().
			Name(w.name("pool")).RangesOfAny(macRange("02:00:5e:60:00:00", "02:00:5e:60:00:0f")).
			MustBuild()).MustSend()
		events := w.api.EventsService().List().Search("correlation_id=go-header").MustSend().
			MustEvents().Slice()
		check(len(events) > 0, "no event has the correlation")
	}},

	{"root.product", func(w *world) {
		product := w.api.Get().MustSend().MustApi().MustProductInfo()
		equal(product.MustVersion().MustMajor(), 4, "major")
		check(product.MustVersion().MustMinor() >= 4, "minor is %d", product.MustVersion().MustMinor())
		check(product.MustVendor() != "", "no vendor")
	}},
	{"root.summary", func(w *world) {
		summary := w.api.Get().MustSend().MustApi().MustSummary()
		check(summary.MustHosts().MustTotal() >= 2, "%d hosts", summary.MustHosts().MustTotal())
	}},
	{"root.blank_template", func(w *world) {
		template := w.api.Get().MustSend().MustApi().MustSpecialObjects().MustBlankTemplate()
		equal(template.MustId(), blank, "id")
	}},

	{"read.everything", func(w *world) {
		// Each list goes through the strict readers of the SDK.
		for name, call := range map[string]func() error{
			"data centers": func() error { _, err := w.api.DataCentersService().List().Send(); return err },
			"clusters":     func() error { _, err := w.api.ClustersService().List().Send(); return err },
			"networks":     func() error { _, err := w.api.NetworksService().List().Send(); return err },
			"profiles":     func() error { _, err := w.api.VnicProfilesService().List().Send(); return err },
			"filters":      func() error { _, err := w.api.NetworkFiltersService().List().Send(); return err },
			"MAC pools":    func() error { _, err := w.api.MacPoolsService().List().Send(); return err },
			"hosts":        func() error { _, err := w.api.HostsService().List().AllContent(true).Send(); return err },
			"VMs":          func() error { _, err := w.api.VmsService().List().AllContent(true).Send(); return err },
			"templates":    func() error { _, err := w.api.TemplatesService().List().Send(); return err },
			"events":       func() error { _, err := w.api.EventsService().List().Send(); return err },
			"jobs":         func() error { _, err := w.api.JobsService().List().Send(); return err },
			"users":        func() error { _, err := w.api.UsersService().List().Send(); return err },
			"groups":       func() error { _, err := w.api.GroupsService().List().Send(); return err },
			"roles":        func() error { _, err := w.api.RolesService().List().Send(); return err },
			"domains":      func() error { _, err := w.api.DomainsService().List().Send(); return err },
			"permissions":  func() error { _, err := w.api.PermissionsService().List().Send(); return err },
			"tags":         func() error { _, err := w.api.TagsService().List().Send(); return err },
			"labels":       func() error { _, err := w.api.AffinityLabelsService().List().Send(); return err },
			"systems":      func() error { _, err := w.api.OperatingSystemsService().List().Send(); return err },
			"policies":     func() error { _, err := w.api.SchedulingPoliciesService().List().Send(); return err },
			"levels":       func() error { _, err := w.api.ClusterLevelsService().List().Send(); return err },
		} {
			err := call()
			check(err == nil, "%s: %v", name, err)
		}
	}},
	{"read.host_and_what_it_has", func(w *world) {
		service := w.host("h1")
		host := service.Get().AllContent(true).MustSend().MustHost()
		equal(host.MustStatus(), ovirtsdk.HOSTSTATUS_UP, "status")
		check(len(service.NicsService().List().MustSend().MustNics().Slice()) >= 2, "no NICs")
		check(len(service.StatisticsService().List().MustSend().MustStatistics().Slice()) > 0,
			"no statistics")
		for _, device := range service.DevicesService().List().MustSend().MustDevices().Slice() {
			check(device.MustName() != "", "a device has no name")
		}
	}},

	{"search.name", func(w *world) {
		clusters := w.api.ClustersService().List().Search("name=Default").MustSend().MustClusters()
		equal(len(clusters.Slice()), 1, "number")
		equal(clusters.Slice()[0].MustName(), "Default", "name")
	}},
	{"search.nothing", func(w *world) {
		clusters := w.api.ClustersService().List().Search("name=nowhere").MustSend().MustClusters()
		equal(len(clusters.Slice()), 0, "number")
	}},
	{"search.maximum", func(w *world) {
		events := w.api.EventsService().List().Max(3).MustSend().MustEvents()
		equal(len(events.Slice()), 3, "number")
	}},
	{"search.malformed", func(w *world) {
		_, err := w.api.ClustersService().List().Search("name=\"open").Send()
		refused(err, `HTTP response code is "400"`)
	}},

	{"links.entity", func(w *world) {
		cluster := w.cluster()
		found, err := w.connection.FollowLink(cluster.MustDataCenter())
		succeed(err)
		equal(found.(*ovirtsdk.DataCenter).MustName(), "Default", "name")
	}},
	{"links.collection", func(w *world) {
		found, err := w.connection.FollowLink(w.cluster().MustNetworks())
		succeed(err)
		check(len(found.(*ovirtsdk.NetworkSlice).Slice()) > 0, "no networks")
	}},
	{"links.two_steps", func(w *world) {
		profile := w.api.VnicProfilesService().List().MustSend().MustProfiles().Slice()[0]
		network, err := w.connection.FollowLink(profile.MustNetwork())
		succeed(err)
		center, err := w.connection.FollowLink(network.(*ovirtsdk.Network).MustDataCenter())
		succeed(err)
		check(center.(*ovirtsdk.DataCenter).MustName() != "", "no name")
	}},
	{"links.nothing_to_follow", func(w *world) {
		_, err := w.connection.FollowLink(ovirtsdk.NewClusterBuilder().MustBuild())
		refused(err, "link")
	}},
	{"links.inlined", func(w *world) {
		clusters := w.api.ClustersService().List().Search("name=Default").Follow("data_center,networks").
			MustSend().MustClusters().Slice()
		equal(clusters[0].MustDataCenter().MustName(), "Default", "name of the data center")
		check(clusters[0].MustNetworks().Slice()[0].MustName() != "", "the networks are not inlined")
	}},

	{"errors.not_found", func(w *world) {
		for _, err := range []error{
			second(w.api.VmsService().VmService(unknown).Get().Send()),
			second(w.api.NetworksService().NetworkService(unknown).Get().Send()),
			second(w.api.HostsService().HostService(unknown).NicsService().List().Send()),
			second(w.api.VmsService().VmService(unknown).Start().Send()),
			second(w.api.VmsService().VmService(unknown).Remove().Send()),
			second(w.api.InstanceTypesService().List().Send()),
		} {
			check(asNotFound(err), "it is a %T: %v", err, err)
		}
	}},
	{"errors.malformed_id", func(w *world) {
		_, err := w.api.VmsService().VmService("nonsense").Get().Send()
		check(asNotFound(err) || strings.Contains(err.Error(), "400"), "it is %v", err)
	}},
	{"errors.required_field", func(w *world) {
		_, err := w.api.NetworksService().Add().Network(
			ovirtsdk.NewNetworkBuilder().Name(w.name("net")).MustBuild()).Send()
		refused(err, "Incomplete parameters", "required for add", "400")
	}},
	{"errors.missing_field", func(w *world) {
		network := w.management()
		_, found := network.Vlan()
		check(!found, "ovirtmgmt has a VLAN")
		panics(func() { network.MustVlan() })
	}},
	{"errors.must_send", func(w *world) {
		panics(func() { w.api.VmsService().VmService(unknown).Get().MustSend() })
	}},
}

func second[T any](_ T, err error) error {
	return err
}
