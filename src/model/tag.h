/* tag.h - words that people put on VMs and hosts to find them by: tags, which form a tree, and
 * affinity labels.  Pure data. */
#pragma once

#include "model/entity.h"

typedef struct {
    Entity base;
    char *name, *description, *comment;
    char *parent; /* NULL: it is the root */
} Tag;

typedef struct {
    Entity base;
    char *name, *description, *comment;
    gboolean has_implicit_affinity_group;
} AffinityLabel;

/* That one has the other. */
typedef struct {
    Entity base;
    char *vm, *tag;
} VmTag;
typedef struct {
    Entity base;
    char *host, *tag;
} HostTag;
typedef struct {
    Entity base;
    char *label, *vm;
} LabelVm;
typedef struct {
    Entity base;
    char *label, *host;
} LabelHost;

extern const EntityType tag_type, affinity_label_type, vm_tag_type, host_tag_type, label_vm_type,
    label_host_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tag, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AffinityLabel, entity_free)

#define TAG_ROOT_ID "00000000-0000-0000-0000-000000000000"
