/* resource.h - what the program knows of each collection: where it is, what a list of it shows. */
#pragma once

#include "cli/command.h"

typedef struct {
    const char *title;
    const char *path;      /* in the item's JSON */
    const Resource *names; /* the value is an id: show the name that this collection gives it */
    char *(*format)(const char *text); /* NULL: as it is */
} Column;

struct Resource {
    const char *title;      /* "vNIC profile" */
    const char *path;       /* "vnicprofiles"; below its parent when there is one */
    const char *element;    /* "vnic_profile" */
    const Resource *parent; /* NULL: top level */
    bool searchable;        /* the collection takes search= */
    const Column *columns;  /* ended by a NULL title */
};

extern const Resource data_center_resource, cluster_resource, host_resource, nic_resource,
    pf_resource, vf_resource, network_resource, profile_resource, mac_pool_resource, qos_resource,
    filter_resource, bookmark_resource, vm_resource, vnic_resource, template_resource,
    event_resource, job_resource, statistic_resource, step_resource, user_resource, group_resource,
    role_resource, permission_resource;

/* Prints 'items' as a table, or as JSON with --output json. */
bool resource_print(Cli *cli, const Resource *resource, json_t *items, GError **error);

/* Prints one item as "title: value" lines, or as JSON. */
bool resource_print_one(Cli *cli, const Resource *resource, json_t *item, GError **error);

/* The item named by the command's positional arguments (a parent's name first), and through
 * 'ret_path' its path ("hosts/ID/nics/ID").  'first' is the position of the first name. */
json_t *resource_find(Cli *cli, const Resource *resource, guint first, char **ret_path,
                      GError **error);

/* The collection's path; parents are looked up by the arguments from 'first' on. */
char *resource_collection(Cli *cli, const Resource *resource, guint first, GError **error);

/* How many names a resource's path takes: 1, or 2 below a parent … */
guint resource_depth(const Resource *resource);
