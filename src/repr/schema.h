/* schema.h - what a representation in JSON may hold, as JSON Schema, by walking the field tables.
 *
 * For the page that describes the API; XML has the same names, with what the "xml" members say.
 * Pure. */
#pragma once

#include "model/entity.h"

#include <jansson.h>

typedef enum {
    SCHEMA_REPLY, /* what Berth writes: numbers and booleans are texts, as in oVirt */
    SCHEMA_GIVEN, /* what it reads: rows that can be set; also numbers and booleans as such */
} SchemaUse;

/* An object schema of entities of 'type'.  Nothing is required in it: see schema_required(). */
json_t *schema_of(const EntityType *type, SchemaUse use);

/* The array of the members that a new entity of 'type' must be given, less the reference 'parent'
 * (NULL: none), which its address says; NULL when there are none. */
json_t *schema_required(const EntityType *type, const char *parent);

/* {"vm": [...]}: a collection of entities of 'type', whose schema is at 'ref'. */
json_t *schema_list(const EntityType *type, const char *ref);

/* What a search over entities of 'type' may ask, for completion: {"fields": [{"name": "status",
 * "kind": "enum", "values": ["up", ...]}, {"name": "host.name", "kind": "text"}, ...],
 * "sortable": ["status", ...]}; kinds are text, number, bool, date and enum. */
json_t *schema_search(const EntityType *type);

/* {"type": "string", "description": doc}, "boolean" or "integer" as it may be given: NULL doc for
 * none. */
json_t *schema_text(const char *doc);
json_t *schema_bool(SchemaUse use, const char *doc);
json_t *schema_number(SchemaUse use, gint64 min, gint64 max, const char *doc);

/* One word of 'table'. */
json_t *schema_enum(const EnumTable *table);

/* Any number of 'item', which it takes. */
json_t *schema_array(json_t *item, const char *doc);

/* An object of an id and an address, or, given, of an id or a name. */
json_t *schema_ref(SchemaUse use, const char *doc);

/* An object schema without members, and adding one; 'path' makes the objects on its way. */
json_t *schema_object(void);
void schema_add(json_t *object, const char *path, json_t *member);
