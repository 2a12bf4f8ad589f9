#include "rest/openapi.h"

#include "model/host.h"
#include "model/vm.h"
#include "repr/schema.h"
#include "rest/handlers.h"

#include <string.h>

#define API_ROOT  "/ovirt-engine/api"
#define SCHEMAS   "#/components/schemas/"
#define RESPONSES "#/components/responses/"
#define XML       "application/xml"
#define JSON      "application/json"
#define FORM      "application/x-www-form-urlencoded"

/* --- what the tables of routes and fields do not say ------------------------------------------ */

typedef enum {
    MEMBER_TEXT,
    MEMBER_BOOL,
    MEMBER_NUMBER,
    MEMBER_REF,
    MEMBER_REFS,
    MEMBER_BOOT_DEVICES,
} MemberKind;

#define VFS "virtual_functions_configuration/"

/* Members of the body of an action; 'handler' NULL: of every one. */
static const struct {
    RouteHandler handler;
    const char *path;
    MemberKind kind;
    const char *doc;
} action_members[] = {
    { NULL, "async", MEMBER_BOOL, "Answer before it is done: 202, with the job to look at." },
    { host_deactivate, "reason", MEMBER_TEXT, "Why, for the events." },
    { host_install, "root_password", MEMBER_TEXT, "root's password; kept in memory only." },
    { host_install, "ssh/user/password", MEMBER_TEXT, "The same, as oVirt's clients give it." },
    { host_install, "ssh/user/user_name", MEMBER_TEXT, "root, or not given." },
    { host_install, "ssh/authentication_method", MEMBER_TEXT, "\"password\" demands one." },
    { host_install, "ssh/fingerprint", MEMBER_TEXT,
      "The key that its agent shows while it has no certificate; empty: forget the known one." },
    { host_install, "activate", MEMBER_BOOL, "Whether it goes up then; not given: true." },
    { host_approve, "cluster", MEMBER_REF, "Where it is put; not given: where it is." },
    { host_approve, "activate", MEMBER_BOOL, "Whether it goes up then; not given: true." },
    { host_fence, "fence_type", MEMBER_TEXT, "\"manual\": somebody has seen that it is off." },
    { vm_start, "pause", MEMBER_BOOL, "It starts paused." },
    { vm_start, "use_cloud_init", MEMBER_BOOL, "For oVirt's clients: one of the three at most." },
    { vm_start, "use_ignition", MEMBER_BOOL, "The same." },
    { vm_start, "use_sysprep", MEMBER_BOOL, "The same." },
    { vm_start, "vm/os/kernel", MEMBER_TEXT, "Kernel for this run." },
    { vm_start, "vm/os/initrd", MEMBER_TEXT, "Initial RAM disk for this run." },
    { vm_start, "vm/os/cmdline", MEMBER_TEXT, "Command line of the kernel for this run." },
    { vm_start, "vm/os/boot/devices/device", MEMBER_BOOT_DEVICES,
      "What it boots from in this run, in order." },
    { vm_start, "vm/placement_policy/hosts/host", MEMBER_REFS,
      "The host for this run, by id or name: the first of them." },
    { vm_stop, "reason", MEMBER_TEXT, "Why, for the events." },
    { vm_shutdown, "reason", MEMBER_TEXT, "Why, for the events." },
    { pf_update, VFS "number_of_virtual_functions", MEMBER_NUMBER, "How many VFs." },
    { pf_update, VFS "all_networks_allowed", MEMBER_BOOL, "Whether every network may use them." },
    { job_end, "succeeded", MEMBER_BOOL, "How it ended; not given: well." },
    { job_end, "force", MEMBER_BOOL, "For oVirt's clients; overrides no rule." },
    { step_end, "succeeded", MEMBER_BOOL, "How it ended; not given: well." },
    { step_end, "force", MEMBER_BOOL, "For oVirt's clients; overrides no rule." },
};

/* What is read and answered by handlers that are no walk of a table. */
typedef struct {
    RouteHandler handler;
    const char *summary;
    const char *body_type; /* of a BODY_RAW */
    const char *members;   /* of the body: "a,b", texts; NULL: by its type, or action_members */
    const char *required;  /* of those: "a,b" */
    const char *reply;     /* media types, "a,b"; NULL: XML and JSON */
} Note;

static const Note notes[] = {
    { empty_list, "A list that is always empty: Berth has nothing of that kind" },
    { root_get, "The root: version, links to all that can be listed, numbers of hosts and VMs" },
    { openapi_get, "This description", .reply = JSON },
    { service_pki, "The certificate of the engine's authority",
      .reply = "application/x-x509-ca-cert,text/plain" },
    { service_health, "Whether the database answers", .reply = "text/plain" },
    { sso_token, "A token for a user name and a password", FORM,
      "grant_type,username,password,scope", "grant_type,username,password", JSON },
    { sso_token_info, "Whose a token is", FORM, "token", "token", JSON },
    { sso_revoke, "Ends a token", FORM, "token", NULL, JSON },
    { sso_logout, "Ends a token, as oVirt's clients do it", FORM, "token,scope", NULL, JSON },
    { host_enroll, "An agent's certificate for its one-time token", JSON, "token,csr", "token,csr",
      JSON },
    { host_register, "A host that asks to be approved, and its certificate when it was", JSON,
      "csr,name,address,port,host_id", "csr,name,address", JSON },
    { host_install, "Enrol its agent (again) by root's password" },
    { host_fence, "Say that a host that does not answer is off", .required = "fence_type" },
    { host_approve, "Take a host that registered itself" },
    { host_statistic_list, "How busy the host is, asked of its agent" },
    { host_statistic_get, "One of the host's statistics" },
    { nic_statistic_list, "How busy the interface is, asked of the host's agent" },
    { nic_statistic_get, "One of the interface's statistics" },
    { host_device_list, "The host's devices, asked of its agent" },
    { host_device_get, "One of the host's devices" },
    { job_end, "End a job that was added from outside" },
    { job_clear, "Let a job that was added from outside be forgotten" },
    { step_end, "End a step of such a job" },
    { event_list, "Events, newest first, or with text/event-stream a stream of them",
      .reply = XML "," JSON ",text/event-stream" },
    { vm_placement, "Where the VM would go, and why not elsewhere" },
    { cluster_network_add, "Attach a network", NULL, "id,name,required" },
    { cluster_network_update, "Change what the cluster says of the network", NULL, "id,required" },
    { network_label_add, "Add a label", NULL, "id" },
    { pf_network_add, "Allow a network" },
    { pf_label_add, "Allow a label", NULL, "id" },
    { physical_function_list,
      "Every PF of every host: its VFs by what they are, whom it may serve; "
      "with all_content also who has each VF" },
};

static const Note *find_note(const Route *row)
{
    for (gsize i = 0; i < G_N_ELEMENTS(notes); i++)
        if (notes[i].handler == row->handler)
            return &notes[i];
    return NULL;
}

static const struct {
    int status;
    bool plain; /* also of what is not under the API */
    const char *when;
} faults[] = {
    { 400, true, "A value, a parameter or a text that cannot be" },
    { 401, true, "No user, or a wrong password or token" },
    { 403, true, "The user may not do this" },
    { 404, true, "There is no such thing" },
    { 405, true, "Not with this method, or not of this network interface" },
    { 406, false, "Neither XML nor JSON is wanted" },
    { 409, true, "The state of something is against it; the text says of what" },
    { 413, true, "The body is too large" },
    { 415, false, "The body is neither XML nor JSON" },
    { 500, true, "It failed inside" },
    { 507, true, "The disk is full" },
};

enum {
    FOR_ALL,
    FOR_GET,
    FOR_LIST,
    FOR_SEARCH,
    FOR_STREAM,
    FOR_WRITE,
    FOR_ACTION,
    FOR_DELETE,
    FOR_HANDLER,
};

typedef struct {
    int use;
    const char *name;
    bool number;
    const char *doc;
    RouteHandler handler;   /* FOR_HANDLER: its calls alone, */
    const EntityType *type; /* of this type; NULL: any */
    const char *place;      /* NULL: in the query */
} Parameter;

static const Parameter parameters[] = {
    { FOR_ALL, "correlation_id", false,
      "Kept on jobs and events; letters, digits, _ and -, at most 36 of them." },
    { FOR_GET, "follow", false,
      "Links to inline, \"nics.vnic_profile,cluster\"; unknown ones are ignored." },
    { FOR_GET, "all_content", false, "true: with the parts that take longer to collect." },
    { FOR_LIST, "max", true, "At most so many; negative: all." },
    { FOR_LIST, "Prefer", false,
      "count=exact: the header Total-Count of the reply says how many match in all, whatever max "
      "and page are; Preference-Applied says that they were counted.",
      .place = "header" },
    { FOR_SEARCH, "search", false, "\"name=web* and status=up sortby name page 2\"." },
    { FOR_SEARCH, "case_sensitive", false, "true: texts are compared in their case." },
    { FOR_STREAM, "from", true, "Only events with a higher id." },
    { FOR_STREAM, "changes", false,
      "true: the stream also says in which collections something has changed." },
    { FOR_ACTION, "async", false, "true: answer before it is done." },
    { FOR_DELETE, "force", false, "For oVirt's clients; overrides no rule." },
    { FOR_HANDLER, "activate", false, "false: it stays in maintenance.", collection_add,
      &host_type },
    { FOR_HANDLER, "activate", false, "As in the body.", host_install },
    { FOR_HANDLER, "activate", false, "As in the body.", host_approve },
    { FOR_HANDLER, "clone", false, "true: a copy of its template.", collection_add, &vm_type },
    { FOR_HANDLER, "next_run", false, "true: as it will be after it was down.", item_get,
      &vm_type },
    { FOR_HANDLER, "next_run", false, "true: only from its next run on.", item_update, &vm_type },
    { FOR_HANDLER, "allow_network", false,
      "Id of a network: what if it were allowed on the PF that \"on\" names.", vm_placement },
    { FOR_HANDLER, "on", false, "Id of the host's network interface, with \"allow_network\".",
      vm_placement },
    { FOR_HANDLER, "dry_run", false, "true: it is checked and answered, and nothing is changed.",
      pf_update },
    { FOR_HANDLER, "version", false, "Only the value in that one: \"4.7\".", option_get },
    { FOR_HANDLER, "resource", false, "\"ca-certificate\", or not given.", service_pki },
    { FOR_HANDLER, "format", false, "\"X509-PEM-CA\" or \"X509-PEM\", or not given.", service_pki },
    { FOR_HANDLER, "cluster", false, "An id: only PFs of its hosts.", physical_function_list },
    { FOR_HANDLER, "host", false, "An id: only its PFs.", physical_function_list },
    { FOR_HANDLER, "network", false, "An id: only PFs whose VFs may serve it.",
      physical_function_list },
    { FOR_HANDLER, "max", true, "At most so many; negative: all.", physical_function_list },
};

/* --- names ------------------------------------------------------------------------------------ */

/* "nics" names "nic_id". */
static char *parameter_name(const char *segment)
{
    gsize length = strlen(segment);
    if (length > 1 && segment[length - 1] == 's')
        length--;
    return g_strdup_printf("%.*s_id", (int)length, segment);
}

/* Calls for every capture of a pattern; gives the path with its names. */
static char *walk_path(const char *pattern, json_t *names)
{
    g_auto(GStrv) segments = g_strsplit(pattern, "/", -1);
    for (int i = 1; segments[i] != NULL; i++) {
        if (strcmp(segments[i], "{}") != 0)
            continue;
        g_autofree char *name = parameter_name(segments[i - 1]);
        if (names != NULL)
            json_array_append_new(names, json_string(name));
        g_free(segments[i]);
        segments[i] = g_strdup_printf("{%s}", name);
    }
    return g_strjoinv("/", segments);
}

char *openapi_path(const char *pattern)
{
    return walk_path(pattern, NULL);
}

static const char *method_word(HttpMethod method)
{
    switch (method) {
    case HTTP_GET:
        return "get";
    case HTTP_POST:
        return "post";
    case HTTP_PUT:
        return "put";
    case HTTP_DELETE:
        return "delete";
    case HTTP_OPTIONS:
        return "options";
    }
    g_assert_not_reached();
}

static bool is_item(const Route *row)
{
    return g_str_has_suffix(row->pattern, "{}");
}

static bool under_api(const Route *row)
{
    return g_str_has_prefix(row->pattern, API_ROOT);
}

/* "get_vms_vm_id_nics": unique as the path is. */
static char *operation_id(const Route *row)
{
    g_autofree char *path = openapi_path(row->pattern);
    const char *from = strcmp(row->pattern, API_ROOT) != 0 && g_str_has_prefix(path, API_ROOT "/")
                           ? path + strlen(API_ROOT)
                           : path;
    GString *id = g_string_new(method_word(row->method));
    for (; *from != '\0'; from++)
        if (g_ascii_isalnum(*from))
            g_string_append_c(id, *from);
        else if (id->str[id->len - 1] != '_')
            g_string_append_c(id, '_');
    if (id->str[id->len - 1] == '_')
        g_string_truncate(id, id->len - 1);
    return g_string_free(id, FALSE);
}

static char *summary(const Route *row)
{
    const Note *note = find_note(row);
    const char *title = row->type != NULL ? row->type->title : NULL;
    const char *last = strrchr(row->pattern, '/') + 1;
    if (note != NULL)
        return g_strdup(note->summary);
    if (row->flags & ROUTE_ACTION)
        return g_strdup_printf("The action %s", last);
    if (title == NULL)
        title = "entry";
    switch (row->method) {
    case HTTP_GET:
        return g_strdup_printf(is_item(row) ? "%s" : "List: %s", title);
    case HTTP_POST:
        return g_strdup_printf("Add: %s", title);
    case HTTP_PUT:
        return g_strdup_printf("Change: %s", title);
    case HTTP_DELETE:
        return g_strdup_printf("Remove: %s", title);
    case HTTP_OPTIONS:
        break;
    }
    g_assert_not_reached();
}

/* --- bodies ----------------------------------------------------------------------------------- */

static json_t *ref_to(const char *kind, const char *name)
{
    g_autofree char *ref = g_strconcat(SCHEMAS, name, kind, NULL);
    return json_pack("{ss}", "$ref", ref);
}

/* The same schema for each of the media types "a,b". */
static json_t *content(const char *media, json_t *schema)
{
    g_auto(GStrv) types = g_strsplit(media, ",", -1);
    json_t *all = json_object();
    for (char **type = types; *type != NULL; type++)
        json_object_set_new(all, *type, json_pack("{sO}", "schema", schema));
    json_decref(schema);
    return all;
}

static void add_members(json_t *schema, const char *names)
{
    g_auto(GStrv) members = g_strsplit(names, ",", -1);
    for (char **member = members; *member != NULL; member++)
        schema_add(schema, *member, schema_text(NULL));
}

static void require(json_t *schema, const Note *note)
{
    if (note == NULL || note->required == NULL)
        return;
    json_t *required = json_array();
    g_auto(GStrv) names = g_strsplit(note->required, ",", -1);
    for (char **name = names; *name != NULL; name++)
        json_array_append_new(required, json_string(*name));
    json_object_set_new(schema, "required", required);
}

static json_t *raw_body(const Note *note)
{
    json_t *schema = schema_object();
    add_members(schema, note->members);
    require(schema, note);
    return json_pack("{sbso}", "required", note->required != NULL, "content",
                     content(note->body_type, schema));
}

/* What a body of the row's type is read for: all of it, or what says which one is meant. */
static json_t *given_schema(const Route *row)
{
    const Note *note = find_note(row);
    if (row->handler == collection_add || row->handler == item_update)
        return ref_to("_given", row->type->name);
    json_t *schema = schema_object();
    json_object_set_new(schema, "xml", json_pack("{ss}", "name", row->type->element));
    add_members(schema, note != NULL && note->members != NULL ? note->members : "id,name");
    return schema;
}

static json_t *entity_body(const Route *row)
{
    json_t *schema = given_schema(row);
    json_t *required =
        row->handler == collection_add ? schema_required(row->type, row->parent) : NULL;
    if (required != NULL)
        json_object_set_new(schema, "required", required);
    return json_pack("{sbso}", "required", 1, "content", content(XML "," JSON, schema));
}

static json_t *member_schema(MemberKind kind, const char *doc)
{
    switch (kind) {
    case MEMBER_TEXT:
        return schema_text(doc);
    case MEMBER_BOOL:
        return schema_bool(SCHEMA_GIVEN, doc);
    case MEMBER_NUMBER:
        return schema_number(SCHEMA_GIVEN, 0, G_MAXUINT16, doc);
    case MEMBER_REF:
        return schema_ref(SCHEMA_GIVEN, doc);
    case MEMBER_REFS:
        return schema_array(schema_ref(SCHEMA_GIVEN, NULL), doc);
    case MEMBER_BOOT_DEVICES:
        return schema_array(schema_enum(&boot_device_table), doc);
    }
    g_assert_not_reached();
}

static json_t *action_body(const Route *row)
{
    json_t *action = schema_object();
    for (gsize i = 0; i < G_N_ELEMENTS(action_members); i++)
        if (action_members[i].handler == NULL || action_members[i].handler == row->handler)
            schema_add(action, action_members[i].path,
                       member_schema(action_members[i].kind, action_members[i].doc));
    json_object_set_new(action, "xml", json_pack("{ss}", "name", "action"));
    require(action, find_note(row));
    return json_pack("{sbso}", "required", 0, "content", content(XML "," JSON, action));
}

static json_t *request_body(const Route *row)
{
    switch (row->body) {
    case BODY_NONE:
        return NULL;
    case BODY_ENTITY:
        return entity_body(row);
    case BODY_ACTION:
        return action_body(row);
    case BODY_RAW: {
        const Note *note = find_note(row);
        return note != NULL && note->body_type != NULL ? raw_body(note) : NULL;
    }
    }
    g_assert_not_reached();
}

/* --- replies ---------------------------------------------------------------------------------- */

static json_t *reply_schema(const Route *row)
{
    if (row->flags & ROUTE_ACTION || row->method == HTTP_DELETE)
        return ref_to("", "action");
    if (row->handler == root_get)
        return ref_to("", "api");
    if (row->handler == physical_function_list)
        return ref_to("_list", "physical_function");
    if (row->type == NULL)
        return json_object();
    bool list = row->method == HTTP_GET && !is_item(row);
    return ref_to(list ? "_list" : "", row->type->name);
}

static json_t *described(const char *description, json_t *all)
{
    return json_pack("{ssso}", "description", description, "content", all);
}

static void add_status(json_t *responses, int status, json_t *response)
{
    g_autofree char *key = g_strdup_printf("%d", status);
    json_object_set_new(responses, key, response);
}

static json_t *success(const Route *row, const char *description)
{
    const Note *note = find_note(row);
    if (note == NULL || note->reply == NULL)
        return described(description, content(XML "," JSON, reply_schema(row)));
    bool typed = row->type != NULL;
    json_t *all = json_object();
    g_auto(GStrv) types = g_strsplit(note->reply, ",", -1);
    for (char **type = types; *type != NULL; type++) {
        bool entity = typed && (strcmp(*type, XML) == 0 || strcmp(*type, JSON) == 0);
        json_object_set_new(
            all, *type, json_pack("{so}", "schema", entity ? reply_schema(row) : json_object()));
    }
    return described(description, all);
}

static void add_successes(json_t *responses, const Route *row)
{
    bool adds = row->method == HTTP_POST && row->body == BODY_ENTITY;
    if (!adds)
        add_status(responses, 200, success(row, "Done"));
    if (adds)
        add_status(responses, 201, success(row, "It was added"));
    if (adds || row->flags & ROUTE_ACTION)
        add_status(responses, 202, success(row, "It goes on after the answer, as was asked for"));
}

static const char *fault_schema(const Route *row)
{
    return (row->flags & (ROUTE_ACTION | ROUTE_BARE_FAULT)) == ROUTE_ACTION ? "failed_action"
                                                                            : "fault";
}

static json_t *responses_of(const Route *row)
{
    bool plain = (row->flags & ROUTE_PLAIN) != 0;
    json_t *responses = json_object();
    add_successes(responses, row);
    for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
        if (!under_api(row) && !faults[i].plain)
            continue;
        g_autofree char *ref = g_strdup_printf(
            RESPONSES "%s_%d", plain ? "text" : fault_schema(row), faults[i].status);
        add_status(responses, faults[i].status, json_pack("{ss}", "$ref", ref));
    }
    return responses;
}

/* --- parameters ------------------------------------------------------------------------------- */

static bool is_taken(const Route *row, const Parameter *parameter)
{
    if (!under_api(row) && parameter->use != FOR_HANDLER)
        return false;
    switch (parameter->use) {
    case FOR_ALL:
        return true;
    case FOR_GET:
        return row->method == HTTP_GET;
    case FOR_LIST:
        return row->method == HTTP_GET && row->type != NULL && !is_item(row);
    case FOR_SEARCH:
        return (row->flags & ROUTE_SEARCHABLE) != 0;
    case FOR_STREAM:
        return (row->flags & ROUTE_STREAM) != 0;
    case FOR_WRITE:
        return row->method != HTTP_GET;
    case FOR_ACTION:
        return (row->flags & ROUTE_ACTION) != 0;
    case FOR_DELETE:
        return row->method == HTTP_DELETE;
    case FOR_HANDLER:
        return row->handler == parameter->handler &&
               (parameter->type == NULL || row->type == parameter->type);
    }
    g_assert_not_reached();
}

static json_t *parameters_of(const Route *row)
{
    json_t *all = json_array(), *names = json_array(), *name;
    gsize i;
    g_free(walk_path(row->pattern, names));
    json_array_foreach(names, i, name)
    {
        json_array_append_new(all,
                              json_pack("{sOsssbs{sssi}}", "name", name, "in", "path", "required",
                                        1, "schema", "type", "string", "minLength", 1));
    }
    json_decref(names);
    for (i = 0; i < G_N_ELEMENTS(parameters); i++) {
        if (!is_taken(row, &parameters[i]))
            continue;
        json_t *schema = schema_text(NULL);
        if (parameters[i].number) /* without a value it is as if it were not there */
            json_object_set_new(schema, "pattern", json_string("^(-?[0-9]{1,18})?$"));
        const char *place = parameters[i].place != NULL ? parameters[i].place : "query";
        json_t *given = json_pack("{ssssssso}", "name", parameters[i].name, "in", place,
                                  "description", parameters[i].doc, "schema", schema);
        if (parameters[i].use == FOR_SEARCH && row->type != NULL)
            json_object_set_new(given, "x-search", schema_search(row->type));
        json_array_append_new(all, given);
    }
    return all;
}

/* --- the page --------------------------------------------------------------------------------- */

static json_t *operation(const Route *row)
{
    g_autofree char *id = operation_id(row), *title = summary(row);
    json_t *operation =
        json_pack("{ssssso}", "operationId", id, "summary", title, "responses", responses_of(row));
    if (row->permission == NULL) {
        json_object_set_new(operation, "security", json_array());
    } else if (strcmp(row->permission, "login") != 0) {
        g_autofree char *needs = g_strdup_printf("Needs the permit %s.", row->permission);
        json_object_set_new(operation, "description", json_string(needs));
    }
    json_t *body = request_body(row), *given = parameters_of(row);
    if (body != NULL)
        json_object_set_new(operation, "requestBody", body);
    if (json_array_size(given) > 0)
        json_object_set_new(operation, "parameters", given);
    else
        json_decref(given);
    return operation;
}

static json_t *paths_of(const Route *rows, int n_rows)
{
    json_t *paths = json_object();
    for (int i = 0; i < n_rows; i++) {
        if (rows[i].flags & ROUTE_PAGE)
            continue;
        g_autofree char *path = openapi_path(rows[i].pattern);
        json_t *item = json_object_get(paths, path);
        if (item == NULL) {
            item = json_object();
            json_object_set_new(paths, path, item);
        }
        json_object_set_new(item, method_word(rows[i].method), operation(&rows[i]));
    }
    return paths;
}

static json_t *fault_object(void)
{
    json_t *fault = schema_object();
    schema_add(fault, "detail", schema_text("What happened, to which object, and what to do."));
    schema_add(fault, "reason", schema_text("oVirt's words for the kind of it."));
    schema_add(fault, "code", schema_text("Its symbolic name."));
    schema_add(fault, "field", schema_text("What of the request it is about, \"vlan.id\"."));
    json_object_set_new(fault, "required", json_pack("[sss]", "detail", "reason", "code"));
    json_object_set_new(fault, "xml", json_pack("{ss}", "name", "fault"));
    return fault;
}

static json_t *action_object(void)
{
    json_t *action = schema_object();
    schema_add(action, "status",
               json_pack("{sss[ss]}", "type", "string", "enum", "complete", "in_progress"));
    schema_add(action, "job", schema_ref(SCHEMA_REPLY, "The job that does it."));
    json_object_set_new(action, "required", json_pack("[s]", "status"));
    json_object_set_new(action, "xml", json_pack("{ss}", "name", "action"));
    return action;
}

static json_t *failed_action_object(void)
{
    json_t *action = schema_object();
    schema_add(action, "status", json_pack("{sss[s]}", "type", "string", "enum", "failed"));
    schema_add(action, "fault", ref_to("", "fault"));
    json_object_set_new(action, "required", json_pack("[ss]", "status", "fault"));
    json_object_set_new(action, "xml", json_pack("{ss}", "name", "action"));
    return action;
}

/* How many VFs are of which class. */
static void add_classes(json_t *schema)
{
    for (int class = 0; class < N_VF_CLASSES; class ++)
        schema_add(schema, enum_word(&vf_class_table, class),
                   schema_number(SCHEMA_REPLY, 0, G_MAXUINT32, NULL));
}

static json_t *counts_object(void)
{
    json_t *counts = schema_object();
    schema_add(counts, "total", schema_number(SCHEMA_REPLY, 0, G_MAXUINT32, NULL));
    add_classes(counts);
    return counts;
}

static json_t *api_object(void)
{
    json_t *api = schema_object();
    add_members(api, "product_info/name,product_info/vendor,product_info/version/full_version,"
                     "product_info/version/major,product_info/version/minor");
    schema_add(api, "special_objects", schema_object());
    schema_add(api, "summary/virtual_functions", counts_object());
    schema_add(api, "authenticated_user", schema_ref(SCHEMA_REPLY, NULL));
    schema_add(api, "effective_user", schema_ref(SCHEMA_REPLY, NULL));
    json_object_set_new(api, "required", json_pack("[ss]", "product_info", "special_objects"));
    json_object_set_new(api, "xml", json_pack("{ss}", "name", "api"));
    return api;
}

static json_t *named_ref(const char *doc)
{
    json_t *ref = schema_ref(SCHEMA_REPLY, doc);
    schema_add(ref, "name", schema_text(NULL));
    return ref;
}

static void add_array(json_t *schema, const char *path, json_t *item)
{
    schema_add(schema, path, json_pack("{ssso}", "type", "array", "items", item));
}

static json_t *vf_object(void)
{
    json_t *vf = schema_object();
    schema_add(vf, "index", schema_number(SCHEMA_REPLY, 0, G_MAXUINT16, NULL));
    schema_add(vf, "state", schema_text("As the status of a virtual function."));
    schema_add(vf, "class", schema_text("free, used, unusable or quarantined."));
    schema_add(vf, "detail", schema_text("Why it is not free, in words."));
    schema_add(vf, "mac/address", schema_text(NULL));
    schema_add(vf, "vm", named_ref("Who has it, as far as the user sees that."));
    schema_add(vf, "nic", named_ref(NULL));
    schema_add(vf, "network", named_ref(NULL));
    return vf;
}

static json_t *physical_function_object(void)
{
    json_t *pf = schema_ref(SCHEMA_REPLY, "A host NIC with virtual functions.");
    json_t *served = named_ref("While not all are allowed: one that it may serve.");
    schema_add(served, "label", schema_text("What it is there by, unless by its name."));
    schema_add(pf, "name", schema_text("Name of the interface."));
    schema_add(pf, "host", named_ref("The host it is in."));
    schema_add(pf, "host/status", schema_text(NULL));
    schema_add(pf, "cluster", named_ref(NULL));
    schema_add(pf, "data_center", schema_ref(SCHEMA_REPLY, NULL));
    schema_add(pf, "speed", schema_number(SCHEMA_REPLY, 0, G_MAXINT64, "In bit/s."));
    schema_add(pf, "status", schema_text("up or down."));
    schema_add(pf, "carrier", schema_bool(SCHEMA_REPLY, "A cable with a peer is in."));
    schema_add(pf, "present", schema_bool(SCHEMA_REPLY, "The host reports it now."));
    schema_add(pf, "all_networks_allowed", schema_bool(SCHEMA_REPLY, NULL));
    add_array(pf, "networks/network", served);
    schema_add(pf, "number_of_virtual_functions",
               schema_number(SCHEMA_REPLY, 0, G_MAXUINT16, "How many VFs it has."));
    schema_add(pf, "max_number_of_virtual_functions",
               schema_number(SCHEMA_REPLY, 0, G_MAXUINT16, "How many VFs it can have."));
    add_classes(pf);
    add_array(pf, "virtual_functions/virtual_function", vf_object());
    json_object_set_new(pf, "required", json_pack("[sss]", "id", "href", "name"));
    json_object_set_new(pf, "xml", json_pack("{ss}", "name", "physical_function"));
    return pf;
}

static void add_physical_functions(json_t *schemas)
{
    json_t *list = schema_object();
    json_object_set_new(list, "xml", json_pack("{ss}", "name", "physical_functions"));
    add_array(list, "physical_function", ref_to("", "physical_function"));
    json_object_set_new(schemas, "physical_function", physical_function_object());
    json_object_set_new(schemas, "physical_function_list", list);
}

static void add_type(json_t *schemas, const EntityType *type)
{
    if (type == NULL || json_object_get(schemas, type->name) != NULL)
        return;
    g_autofree char *given = g_strconcat(type->name, "_given", NULL);
    g_autofree char *list = g_strconcat(type->name, "_list", NULL);
    g_autofree char *ref = g_strconcat(SCHEMAS, type->name, NULL);
    json_t *shown = schema_of(type, SCHEMA_REPLY);
    json_object_set_new(shown, "required", json_pack("[ss]", "id", "href"));
    json_object_set_new(schemas, type->name, shown);
    json_object_set_new(schemas, given, schema_of(type, SCHEMA_GIVEN));
    json_object_set_new(schemas, list, schema_list(type, ref));
}

static json_t *schemas_of(const Route *rows, int n_rows)
{
    json_t *schemas = json_object();
    json_object_set_new(schemas, "api", api_object());
    json_object_set_new(schemas, "fault", fault_object());
    json_object_set_new(schemas, "action", action_object());
    json_object_set_new(schemas, "failed_action", failed_action_object());
    for (int i = 0; i < n_rows; i++)
        add_type(schemas, rows[i].type);
    add_physical_functions(schemas);
    schema_add(json_object_get(schemas, host_type.name), "virtual_functions", counts_object());
    return schemas;
}

static json_t *fault_responses(void)
{
    static const char *const kinds[] = { "fault", "failed_action", "text" };
    json_t *responses = json_object();
    for (gsize kind = 0; kind < G_N_ELEMENTS(kinds); kind++)
        for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
            g_autofree char *name = g_strdup_printf("%s_%d", kinds[kind], faults[i].status);
            json_t *all = strcmp(kinds[kind], "text") == 0
                              ? content("text/plain," JSON, json_object())
                              : content(XML "," JSON, ref_to("", kinds[kind]));
            json_object_set_new(responses, name, described(faults[i].when, all));
        }
    return responses;
}

static json_t *security_schemes(void)
{
    return json_pack(
        "{s{ssssssss}s{ssss}s{ssssss}}", "session", "type", "apiKey", "in", "cookie", "name",
        "JSESSIONID", "description",
        "Set by a request with the header \"Prefer: persistent-auth\", and ended by one "
        "without it.",
        "basic", "type", "http", "scheme", "basic", "bearer", "type", "http", "scheme", "bearer",
        "description", "A token of /ovirt-engine/sso/oauth/token.");
}

char *openapi_write(const Route *rows, int n_rows, const char *version)
{
    json_t *page = json_pack(
        "{sss{ssssss}s[{ss}]s[{s[]}{s[]}{s[]}]}", "openapi", "3.1.0", "info", "title", "Berth",
        "version", version, "description",
        "oVirt's v4 API for virtual functions of SR-IOV network cards.  Members that are not "
        "named here are ignored when they are sent and skipped by clients when they are read.",
        "servers", "url", "/", "security", "basic", "bearer", "session");
    json_object_set_new(page, "paths", paths_of(rows, n_rows));
    json_object_set_new(page, "components",
                        json_pack("{sososo}", "schemas", schemas_of(rows, n_rows), "responses",
                                  fault_responses(), "securitySchemes", security_schemes()));
    char *dumped = json_dumps(page, JSON_COMPACT);
    json_decref(page);
    g_assert(dumped != NULL);
    char *text = g_strdup(dumped);
    free(dumped);
    return text;
}
