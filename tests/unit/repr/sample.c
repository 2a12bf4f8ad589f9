#include "sample.h"

#include "model/catalogue.h"
#include "model/cluster.h"
#include "model/data-center.h"
#include "model/event.h"
#include "model/host-nic.h"
#include "model/host.h"
#include "model/inventory.h"
#include "model/job.h"
#include "model/lease.h"
#include "model/mac-pool.h"
#include "model/network.h"
#include "model/user.h"
#include "model/vm.h"
#include "model/vnic-profile.h"

const EntityType *const sample_types[] = {
    &data_center_type,
    &cluster_type,
    &mac_pool_type,
    &network_type,
    &network_label_type,
    &vnic_profile_type,
    &host_type,
    &host_nic_type,
    &virtual_function_type,
    &template_type,
    &vm_type,
    &vm_nic_type,
    &job_type,
    &step_type,
    &event_type,
    &user_type,
    NULL,
};

#define TIME_US (G_GINT64_CONSTANT(1700000000) * G_USEC_PER_SEC + 123000)

static void set(char **at, const char *text)
{
    g_free(*at);
    *at = g_strdup(text);
}

static void fill_data_center(void *entity)
{
    DataCenter *dc = entity;
    set(&dc->base.id, DATA_CENTER_DEFAULT_ID);
    set(&dc->name, "Default");
    set(&dc->description, "The default Data Center");
    set(&dc->mac_pool, MAC_POOL_DEFAULT_ID);
}

static void fill_cluster(void *entity)
{
    Cluster *cluster = entity;
    set(&cluster->base.id, CLUSTER_DEFAULT_ID);
    set(&cluster->name, "Default");
    set(&cluster->data_center, DATA_CENTER_DEFAULT_ID);
    set(&cluster->mac_pool, MAC_POOL_DEFAULT_ID);
    set(&cluster->scheduling_policy, SCHEDULING_POLICY_DEFAULT_ID);
    set(&cluster->migration_policy, MIGRATION_POLICY_DEFAULT_ID);
    cluster->rng_sources = g_strsplit("urandom hwrng", " ", 0);
    cluster->scheduling_properties = g_strsplit("HighUtilization,80", " ", 0);
}

static void fill_mac_pool(void *entity)
{
    MacPool *pool = entity;
    set(&pool->base.id, MAC_POOL_DEFAULT_ID);
    set(&pool->name, "Default");
    pool->default_pool = TRUE;
    pool->ranges = g_strsplit("56:6f:1a:1b:00:00,56:6f:1a:1b:ff:ff "
                              "56:6f:1a:1d:00:00,56:6f:1a:1d:00:0f",
                              " ", 0);
}

static void fill_network(void *entity)
{
    Network *network = entity;
    set(&network->base.id, SAMPLE_NET);
    set(&network->name, "רשת \"<red> & 'blue'\"");
    set(&network->comment, "back\\slash");
    set(&network->data_center, DATA_CENTER_DEFAULT_ID);
    network->vlan = 100;
    network->mtu = 9000;
    network->usages = g_strsplit("vm", " ", 0);
    set(&network->vdsm_name, "on5a5a5a5a00004");
}

static void fill_network_label(void *entity)
{
    NetworkLabel *label = entity;
    set(&label->base.id, "5a5a5a5a-0000-4000-8000-00000000000a");
    set(&label->label, "fast");
    set(&label->network, SAMPLE_NET);
}

static void fill_vnic_profile(void *entity)
{
    VnicProfile *profile = entity;
    set(&profile->base.id, SAMPLE_PROF);
    set(&profile->name, "red");
    set(&profile->network, SAMPLE_NET);
    profile->pass_through = PASS_THROUGH_ENABLED;
}

static void fill_host(void *entity)
{
    Host *host = entity;
    set(&host->base.id, SAMPLE_HOST);
    set(&host->name, "h1");
    set(&host->address, "192.0.2.11");
    set(&host->cluster, CLUSTER_DEFAULT_ID);
    host->status = HOST_UP;
    host->memory_mib = 4096;
    host->n_cpus = 8;
    set(&host->cpu_model, "QEMU Virtual CPU");
    host->iommu = TRUE;
    set(&host->os, "Debian GNU/Linux 12 (bookworm)");
    set(&host->kernel, "6.1.0-18-amd64");
    set(&host->kernel_args, "quiet intel_iommu=on");
    set(&host->agent_version, "0.1.0");
    set(&host->libvirt_version, "9.0.0");
    host->last_seen = TIME_US;
    host->vms_active = 1;
    host->vms_total = 1;
}

static void fill_host_nic(void *entity)
{
    HostNic *nic = entity;
    set(&nic->base.id, SAMPLE_NIC);
    set(&nic->host, SAMPLE_HOST);
    set(&nic->name, "ens1f0");
    set(&nic->mac, "52:54:00:00:01:01");
    set(&nic->port_id, "0");
    nic->mtu = 1500;
    nic->speed_mbps = 1000;
    nic->up = nic->carrier = nic->present = TRUE;
    set(&nic->pci, "0000:01:00.0");
    set(&nic->driver, "igb");
    nic->total_vfs = 7;
    nic->num_vfs = 4;
    nic->all_networks_allowed = FALSE;
}

static void fill_virtual_function(void *entity)
{
    VirtualFunction *vf = entity;
    set(&vf->base.id, SAMPLE_VF);
    set(&vf->host, SAMPLE_HOST);
    set(&vf->host_nic, SAMPLE_NIC);
    vf->index = 2;
    vf->state = VF_LEASED;
    vf->class = VF_CLASS_USED;
    set(&vf->pci, "0000:01:10.4");
    set(&vf->driver, "vfio-pci");
    set(&vf->mac, "56:6f:1a:1b:00:01");
    vf->vlan = 100;
    vf->iommu_group = 0;
    vf->spoof_check = TRUE;
    vf->link_state = VF_LINK_AUTO;
    vf->lease_state = LEASE_ACTIVE;
    vf->epoch = 17;
    set(&vf->vm, SAMPLE_VM);
    set(&vf->vm_nic, SAMPLE_VNIC);
}

static void fill_template(void *entity)
{
    Template *template = entity;
    set(&template->base.id, TEMPLATE_BLANK_ID);
    set(&template->name, "Blank");
    set(&template->description, "Blank template");
    template->boot_devices = g_strsplit("hd", " ", -1);
}

static void fill_vm(void *entity)
{
    Vm *vm = entity;
    set(&vm->base.id, SAMPLE_VM);
    set(&vm->name, "web");
    set(&vm->cluster, CLUSTER_DEFAULT_ID);
    set(&vm->template, TEMPLATE_BLANK_ID);
    set(&vm->host, SAMPLE_HOST);
    vm->status = VM_UP;
    vm->memory = 256 << 20;
    vm->cores = 2;
    set(&vm->kernel, "/boot/vmlinuz");
    vm->boot_devices = g_strsplit("hd network", " ", 0);
    vm->memory_max = 512 << 20;
    vm->cpu_mode = VM_CPU_HOST_MODEL;
    vm->cpu_pins = g_strsplit("0\n1-3|1\n2", "|", 0);
    vm->sso_methods = g_strsplit("guest_agent", " ", 0);
    vm->custom_properties = g_strsplit("hugepages\n2048|x\n<&>\n.*", "|", 0);
    vm->serial_policy = VM_SERIAL_CUSTOM;
    set(&vm->serial_number, "a \"number\"");
    set(&vm->time_zone, "Europe/Prague");
    vm->pinned_hosts = g_strsplit(SAMPLE_HOST, " ", 0);
    vm->creation_time = TIME_US;
    vm->start_time = TIME_US + G_USEC_PER_SEC;
}

static void fill_vm_nic(void *entity)
{
    VmNic *nic = entity;
    set(&nic->base.id, SAMPLE_VNIC);
    set(&nic->vm, SAMPLE_VM);
    set(&nic->name, "nic1");
    nic->interface = VM_NIC_PCI_PASSTHROUGH;
    set(&nic->vnic_profile, SAMPLE_PROF);
    set(&nic->mac, "56:6f:1a:1b:00:01");
}

static void fill_job(void *entity)
{
    Job *job = entity;
    set(&job->base.id, SAMPLE_JOB);
    set(&job->description, "Starting VM web");
    set(&job->owner, USER_ADMIN_ID);
    set(&job->correlation_id, "abc-1");
    job->status = JOB_STARTED;
    job->start_time = job->last_updated = TIME_US;
}

static void fill_step(void *entity)
{
    Step *step = entity;
    set(&step->base.id, SAMPLE_STEP);
    set(&step->job, SAMPLE_JOB);
    set(&step->description, "Reserve virtual functions");
    step->kind = STEP_EXECUTING;
    step->number = 1;
    step->status = JOB_FINISHED;
    step->start_time = step->end_time = TIME_US;
}

static void fill_event(void *entity)
{
    Event *event = entity;
    set(&event->base.id, "42");
    event->code = 20000;
    event->severity = SEVERITY_WARNING;
    event->time = TIME_US;
    set(&event->event_description, "VF 2 of ens1f0 on host h1 was given to interface nic1.");
    set(&event->correlation_id, "abc-1");
    set(&event->origin, "oVirt");
    set(&event->user, USER_ADMIN_ID);
    set(&event->host, SAMPLE_HOST);
    set(&event->vm, SAMPLE_VM);
}

static void fill_user(void *entity)
{
    User *user = entity;
    set(&user->base.id, USER_ADMIN_ID);
    set(&user->name, "admin");
    set(&user->user_name, "admin@internal-authz");
    set(&user->principal, "admin");
    set(&user->domain_name, DOMAIN_NAME);
    set(&user->password, "secret");
    set(&user->password_hash, "secret");
}

static const struct {
    const EntityType *type;
    void (*fill)(void *entity);
} fills[] = {
    { &data_center_type, fill_data_center },
    { &cluster_type, fill_cluster },
    { &mac_pool_type, fill_mac_pool },
    { &network_type, fill_network },
    { &network_label_type, fill_network_label },
    { &vnic_profile_type, fill_vnic_profile },
    { &host_type, fill_host },
    { &host_nic_type, fill_host_nic },
    { &virtual_function_type, fill_virtual_function },
    { &template_type, fill_template },
    { &vm_type, fill_vm },
    { &vm_nic_type, fill_vm_nic },
    { &job_type, fill_job },
    { &step_type, fill_step },
    { &event_type, fill_event },
    { &user_type, fill_user },
};

Entity *sample_new(const EntityType *type)
{
    for (gsize i = 0; i < G_N_ELEMENTS(fills); i++)
        if (fills[i].type == type) {
            Entity *entity = entity_new(type);
            fills[i].fill(entity);
            return entity;
        }
    g_assert_not_reached();
}
