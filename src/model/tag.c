#include "model/tag.h"

#include "model/host.h"
#include "model/vm.h"

#define AT(member) FIELD_AT(Tag, member)

static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 50, NULL, "Unique name." },
    { AT(description), "description", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(comment), "comment", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(parent), "parent", FIELD_REF, 0, 0, 0, &tag_type, "The tag it is under." },
};

const EntityType tag_type = ENTITY_TYPE(Tag, fields, .name = "tag", .element = "tag",
                                        .collection = "tags", .path = "tags", .title = "Tag");

#undef AT
#define AT(member) FIELD_AT(AffinityLabel, member)

static const Field label_fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 50, NULL, "Unique name." },
    { AT(description), "description", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(comment), "comment", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(has_implicit_affinity_group), "has_implicit_affinity_group", FIELD_BOOL, F_ALWAYS, 0, 0,
      NULL, "Its VMs run on its hosts; not possible here." },
    FIELD_FIXED("read_only", "false"),
};

const EntityType affinity_label_type = ENTITY_TYPE(
    AffinityLabel, label_fields, .name = "affinity_label", .element = "affinity_label",
    .collection = "affinity_labels", .path = "affinitylabels", .title = "Affinity Label");

#undef AT
#define AT(member) FIELD_AT(VmTag, member)

static const Field vm_tag_fields[] = {
    { AT(vm), NULL, FIELD_REF, F_INTERNAL, 0, 0, &vm_type, "One side." },
    { AT(tag), NULL, FIELD_REF, F_INTERNAL, 0, 0, &tag_type, "The other." },
};

const EntityType vm_tag_type =
    ENTITY_TYPE(VmTag, vm_tag_fields, .name = "vm_tag", .element = "vm_tag",
                .collection = "vm_tags", .title = "Tag of a VM");

#undef AT
#define AT(member) FIELD_AT(HostTag, member)

static const Field host_tag_fields[] = {
    { AT(host), NULL, FIELD_REF, F_INTERNAL, 0, 0, &host_type, "One side." },
    { AT(tag), NULL, FIELD_REF, F_INTERNAL, 0, 0, &tag_type, "The other." },
};

const EntityType host_tag_type =
    ENTITY_TYPE(HostTag, host_tag_fields, .name = "host_tag", .element = "host_tag",
                .collection = "host_tags", .title = "Tag of a Host");

#undef AT
#define AT(member) FIELD_AT(LabelVm, member)

static const Field label_vm_fields[] = {
    { AT(label), NULL, FIELD_REF, F_INTERNAL, 0, 0, &affinity_label_type, "One side." },
    { AT(vm), NULL, FIELD_REF, F_INTERNAL, 0, 0, &vm_type, "The other." },
};

const EntityType label_vm_type =
    ENTITY_TYPE(LabelVm, label_vm_fields, .name = "label_vm", .element = "label_vm",
                .collection = "label_vms", .title = "VM of an Affinity Label");

#undef AT
#define AT(member) FIELD_AT(LabelHost, member)

static const Field label_host_fields[] = {
    { AT(label), NULL, FIELD_REF, F_INTERNAL, 0, 0, &affinity_label_type, "One side." },
    { AT(host), NULL, FIELD_REF, F_INTERNAL, 0, 0, &host_type, "The other." },
};

const EntityType label_host_type =
    ENTITY_TYPE(LabelHost, label_host_fields, .name = "label_host", .element = "label_host",
                .collection = "label_hosts", .title = "Host of an Affinity Label");
