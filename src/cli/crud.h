/* crud.h - list, show, add, set and remove of any collection, driven by the command's row. */
#pragma once

#include "cli/resource.h"

bool crud_list(Cli *cli, GError **error);
bool crud_show(Cli *cli, GError **error);
bool crud_add(Cli *cli, GError **error);
bool crud_set(Cli *cli, GError **error);
bool crud_remove(Cli *cli, GError **error);

/* A body of the options that have a path. */
json_t *crud_body(const Cli *cli);

/* crud_add() and crud_set() with a body made by the caller, which is taken. */
bool crud_add_body(Cli *cli, json_t *body, GError **error);
bool crud_set_body(Cli *cli, json_t *body, GError **error);

/* As crud_add(), with what goes without saying: the Default data center, the Default cluster and
 * the Blank template. */
bool vm_add(Cli *cli, GError **error);

/* Prints 'item' after a change: itself as JSON, or 'sentence' for people. */
bool crud_done(Cli *cli, json_t *item, const char *format, ...) G_GNUC_PRINTF(3, 4);
