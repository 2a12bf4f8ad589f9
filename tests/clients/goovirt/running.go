package main

import (
	ovirtsdk "github.com/ovirt/go-ovirt"
)

// pf is the service of a NIC that is no VF.
func (w *world) pf(host string) *ovirtsdk.HostNicService {
	nics := w.host(host).NicsService()
	for _, nic := range nics.List().AllContent(true).MustSend().MustNics().Slice() {
		if _, found := nic.VirtualFunctionsConfiguration(); found {
			return nics.NicService(nic.MustId())
		}
	}
	panic("no PF on " + host)
}

func setVfs(pf *ovirtsdk.HostNicService, number int64, allNetworks bool) {
	pf.UpdateVirtualFunctionsConfiguration().VirtualFunctionsConfiguration(
		ovirtsdk.NewHostNicVirtualFunctionsConfigurationBuilder().
			NumberOfVirtualFunctions(number).AllNetworksAllowed(allNetworks).MustBuild()).MustSend()
}

func waitVm(vm *ovirtsdk.VmService, status ovirtsdk.VmStatus) {
	wait(func() bool { return vm.Get().MustSend().MustVm().MustStatus() == status },
		"VM is "+string(status))
}

// passthrough is a VM with a vNIC for a VF of the network.
func (w *world) passthrough(network *ovirtsdk.Network) *ovirtsdk.VmService {
	vm := w.vm()
	vm.NicsService().Add().Nic(ovirtsdk.NewNicBuilder().Name("nic1").
		Interface(ovirtsdk.NICINTERFACE_PCI_PASSTHROUGH).
		VnicProfileBuilder(ovirtsdk.NewVnicProfileBuilder().Id(w.profile(network).MustId())).
		MustBuild()).MustSend()
	return vm
}

func stop(vm *ovirtsdk.VmService) {
	if vm.Get().MustSend().MustVm().MustStatus() != ovirtsdk.VMSTATUS_DOWN {
		vm.Stop().MustSend()
		waitVm(vm, ovirtsdk.VMSTATUS_DOWN)
	}
}

// running is about VFs and the VMs that use them.
var running = []testCase{
	{"vfs.number", func(w *world) {
		pf := w.pf("h2")
		setVfs(pf, 3, true)
		configuration := pf.Get().MustSend().MustNic().MustVirtualFunctionsConfiguration()
		equal(configuration.MustNumberOfVirtualFunctions(), 3, "number")
		check(configuration.MustAllNetworksAllowed(), "not all networks are allowed")
	}},
	{"vfs.number_out_of_range", func(w *world) {
		_, err := w.pf("h2").UpdateVirtualFunctionsConfiguration().VirtualFunctionsConfiguration(
			ovirtsdk.NewHostNicVirtualFunctionsConfigurationBuilder().NumberOfVirtualFunctions(1000).
				MustBuild()).Send()
		refused(err, "1000", "400")
	}},
	{"vfs.allowed_networks", func(w *world) {
		pf, network := w.pf("h2"), w.network(90)
		_, err := pf.VirtualFunctionAllowedNetworksService().Add().Network(network).Send()
		conflict(err)
		setVfs(pf, 3, false)
		allowed := pf.VirtualFunctionAllowedNetworksService()
		allowed.Add().Network(ovirtsdk.NewNetworkBuilder().Id(network.MustId()).MustBuild()).MustSend()
		equal(allowed.List().MustSend().MustNetworks().Slice()[0].MustId(), network.MustId(), "network")
		allowed.NetworkService(network.MustId()).Remove().MustSend()
		setVfs(pf, 3, true)
	}},
	{"vm.whole_life", func(w *world) {
		setVfs(w.pf("h2"), 3, true)
		vm := w.passthrough(w.network(91))
		vm.Start().Vm(ovirtsdk.NewVmBuilder().PlacementPolicyBuilder(
			ovirtsdk.NewVmPlacementPolicyBuilder().HostsOfAny(
				ovirtsdk.NewHostBuilder().Name("h2").MustBuild())).MustBuild()).MustSend()
		waitVm(vm, ovirtsdk.VMSTATUS_UP)
		host, err := w.connection.FollowLink(vm.Get().MustSend().MustVm().MustHost())
		succeed(err)
		equal(host.(*ovirtsdk.Host).MustName(), "h2", "host")

		_, err = vm.Start().Send()
		conflict(err, "running")
		_, err = vm.Remove().Send()
		conflict(err, "Stop it first")

		stop(vm)
		_, err = vm.Stop().Send()
		conflict(err, "VM is not running")
		wait(func() bool { return second(vm.Remove().Send()) == nil }, "VM is removed")
		check(asNotFound(second(vm.Get().Send())), "it is still there")
	}},
	{"vm.no_vf_is_left", func(w *world) {
		setVfs(w.pf("h2"), 0, true)
		vm := w.passthrough(w.network(92))
		_, err := vm.Start().Vm(ovirtsdk.NewVmBuilder().PlacementPolicyBuilder(
			ovirtsdk.NewVmPlacementPolicyBuilder().HostsOfAny(
				ovirtsdk.NewHostBuilder().Name("h2").MustBuild())).MustBuild()).Send()
		conflict(err, "h2", "nic1")
		vm.Remove().MustSend()
	}},
	{"vm.number_of_vfs_in_use", func(w *world) {
		pf := w.pf("h2")
		setVfs(pf, 2, true)
		vm := w.passthrough(w.network(93))
		vm.Start().Vm(ovirtsdk.NewVmBuilder().PlacementPolicyBuilder(
			ovirtsdk.NewVmPlacementPolicyBuilder().HostsOfAny(
				ovirtsdk.NewHostBuilder().Name("h2").MustBuild())).MustBuild()).MustSend()
		waitVm(vm, ovirtsdk.VMSTATUS_UP)
		defer stop(vm)
		_, err := pf.UpdateVirtualFunctionsConfiguration().VirtualFunctionsConfiguration(
			ovirtsdk.NewHostNicVirtualFunctionsConfigurationBuilder().NumberOfVirtualFunctions(1).
				MustBuild()).Send()
		refused(err, vm.Get().MustSend().MustVm().MustName())
	}},
	{"nic.on_a_vm_that_is_down", func(w *world) {
		vm := w.passthrough(w.network(94))
		nic := vm.NicsService().List().MustSend().MustNics().Slice()[0]
		service := vm.NicsService().NicService(nic.MustId())
		service.Deactivate().MustSend()
		check(!service.Get().MustSend().MustNic().MustPlugged(), "it is plugged")
		service.Activate().MustSend()
		check(service.Get().MustSend().MustNic().MustPlugged(), "it is not plugged")
		check(nic.MustMac().MustAddress() != "", "no MAC address")
		service.Remove().MustSend()
		equal(len(vm.NicsService().List().MustSend().MustNics().Slice()), 0, "number of vNICs")
	}},
	{"nic.profile_does_not_match", func(w *world) {
		vm := w.vm()
		_, err := vm.NicsService().Add().Nic(ovirtsdk.NewNicBuilder().Name("nic1").
			Interface(ovirtsdk.NICINTERFACE_VIRTIO).
			VnicProfileBuilder(ovirtsdk.NewVnicProfileBuilder().Id(w.profile(w.network(95)).MustId())).
			MustBuild()).Send()
		conflict(err)
	}},
	{"host.refresh", func(w *world) {
		w.host("h1").Refresh().MustSend()
		events := w.api.EventsService().List().Search("type=606").MustSend().MustEvents().Slice()
		check(len(events) > 0, "no event 606")
	}},
	{"host.maintenance", func(w *world) {
		host := w.host("h2")
		host.Deactivate().MustSend()
		wait(func() bool {
			return host.Get().MustSend().MustHost().MustStatus() == ovirtsdk.HOSTSTATUS_MAINTENANCE
		}, "h2 is in maintenance")
		_, err := host.Deactivate().Send()
		conflict(err, "already in Maintenance")
		host.Activate().MustSend()
		wait(func() bool {
			return host.Get().MustSend().MustHost().MustStatus() == ovirtsdk.HOSTSTATUS_UP
		}, "h2 is up")
		_, err = host.Activate().Send()
		conflict(err, "Cannot activate Host. Host in Up status")
	}},
}
