/* role.h - what users, groups and permissions have to keep: somebody can always do everything, and
 * nobody makes himself more than he is. */
#pragma once

#include "engine/crud.h"

/* FAULT_LAST_SUPER_USER, naming 'what', unless a user who may log in holds SuperUser on the system.
 * To be asked after the change, in its transaction. */
bool role_check_super_user_left(const Crud *crud, const char *title, const char *what,
                                GError **error);

/* Whether a permission of the user or group ('column') gives a role of administrators, directly or
 * through a group. */
bool role_is_administrator(Store *store, const char *column, const char *id);

/* Inserts a permission for the user or group ('column') 'id' on 'object_id' of 'type'. */
bool role_grant(Store *store, const char *role_id, const char *column, const char *id,
                const EntityType *type, const char *object_id, GError **error);
