#include "model/user.h"

#define AT(member) FIELD_AT(User, member)

/* The members that are there for the outside alone. */
#define NOT_STORED(struct_, member) NULL, offsetof(struct_, member)

static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, F_ALWAYS | F_READONLY, 0, 0, NULL, "Login." },
    { AT(last_name), "last_name", FIELD_STRING, F_ALWAYS, 0, 0, NULL, "Last name." },
    { AT(user_name), "user_name", FIELD_STRING, F_IMMUTABLE | F_ALWAYS, 1, 255, NULL,
      "Login and domain, \"admin@internal-authz\"." },
    { NOT_STORED(User, principal), "principal", FIELD_STRING, F_ALWAYS, 1, 255, NULL,
      "Login; given alone, it is one of the internal domain." },
    FIELD_FIXED("namespace", "*"),
    { NULL, 0, "domain/id", FIELD_CONST, F_READONLY | F_ALWAYS | F_ATTRIBUTE, 0, 0, DOMAIN_ID,
      NULL },
    { NOT_STORED(User, domain_name), "domain/name", FIELD_STRING, F_ALWAYS, 0, 255, NULL,
      "Where it comes from." },
    { NOT_STORED(User, base.id), "domain_entry_id", FIELD_STRING, F_ALIAS | F_ALWAYS, 0, 0, NULL,
      "As its id in the domain." },
    { AT(department), "department", FIELD_STRING, F_ALWAYS, 0, 0, NULL, "Department." },
    { AT(email), "email", FIELD_STRING, F_ALWAYS, 0, 0, NULL, "Address." },
    { AT(disabled), "disabled", FIELD_BOOL, F_ALWAYS, 0, 0, NULL, "May not log in." },
    { NOT_STORED(User, password), "password", FIELD_STRING, F_INPUT_ONLY, 0, 1024, NULL,
      "A new password." },
    { AT(password_hash), NULL, FIELD_STRING, F_INTERNAL | F_SECRET, 0, 4000, NULL,
      "Memory-hard hash of the password." },
};

const EntityType user_type = ENTITY_TYPE(User, fields, .name = "user", .element = "user",
                                         .collection = "users", .path = "users", .title = "User");

#undef AT
#define AT(member) FIELD_AT(Group, member)

static const Field group_fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 255, NULL, "Unique name." },
    FIELD_FIXED("namespace", "*"),
    { AT(domain_name), "domain/name", FIELD_STRING, F_IMMUTABLE | F_ALWAYS, 0, 255, NULL,
      "Where it comes from; empty for Everyone." },
    { NOT_STORED(Group, base.id), "domain_entry_id", FIELD_STRING, F_ALIAS | F_ALWAYS, 0, 0, NULL,
      "As its id in the domain." },
};

const EntityType group_type =
    ENTITY_TYPE(Group, group_fields, .name = "group", .element = "group", .collection = "groups",
                .path = "groups", .title = "Group");

#undef AT
#define AT(member) FIELD_AT(GroupMember, member)

static const Field group_member_fields[] = {
    { AT(group), "group", FIELD_REF, F_REQUIRED, 0, 0, &group_type, "The group." },
    { AT(user), "user", FIELD_REF, F_REQUIRED, 0, 0, &user_type, "Who is in it." },
};

const EntityType group_member_type =
    ENTITY_TYPE(GroupMember, group_member_fields, .name = "group_member", .element = "group_member",
                .collection = "group_members", .title = "Group member");

#undef AT
#define AT(member) FIELD_AT(Domain, member)

static const Field domain_fields[] = {
    { AT(name), "name", FIELD_STRING, F_READONLY | F_ALWAYS, 0, 0, NULL, "Name." },
};

const EntityType domain_type =
    ENTITY_TYPE(Domain, domain_fields, .name = "domain", .element = "domain",
                .collection = "domains", .path = "domains", .title = "Domain", .computed = true);

#undef AT
#define AT(member) FIELD_AT(Token, member)

static const Field token_fields[] = {
    { AT(user), NULL, FIELD_REF, F_INTERNAL, 0, 0, &user_type, "Whose it is." },
    { AT(expires), NULL, FIELD_TIME, F_INTERNAL, 0, 0, NULL, "When it ends." },
};

const EntityType token_type = ENTITY_TYPE(Token, token_fields, .name = "token", .element = "token",
                                          .collection = "tokens", .title = "Token");
