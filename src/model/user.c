#include "model/user.h"

#define AT(member) FIELD_AT(User, member)

static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, F_ALWAYS | F_READONLY, 0, 0, NULL, "Login." },
    { AT(last_name), "last_name", FIELD_STRING, F_ALWAYS | F_READONLY, 0, 0, NULL, "Last name." },
    { AT(user_name), "user_name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 255, NULL,
      "Login and domain, \"admin@internal-authz\"." },
    { NULL, offsetof(User, name), "principal", FIELD_STRING, F_ALIAS | F_ALWAYS, 0, 0, NULL,
      "As its login." },
    FIELD_FIXED("namespace", "*"),
    FIELD_FIXED("domain/name", "internal-authz"),
    { AT(email), "email", FIELD_STRING, F_ALWAYS | F_READONLY, 0, 0, NULL, "Address." },
    { AT(disabled), NULL, FIELD_BOOL, F_INTERNAL, 0, 0, NULL, "May not log in." },
    { AT(password_hash), NULL, FIELD_STRING, F_INTERNAL | F_SECRET, 0, 4000, NULL,
      "Memory-hard hash of the password." },
};

const EntityType user_type = ENTITY_TYPE(User, fields, .name = "user", .element = "user",
                                         .collection = "users", .path = "users", .title = "User");

#undef AT
#define AT(member) FIELD_AT(Token, member)

static const Field token_fields[] = {
    { AT(user), NULL, FIELD_REF, F_INTERNAL, 0, 0, &user_type, "Whose it is." },
    { AT(expires), NULL, FIELD_TIME, F_INTERNAL, 0, 0, NULL, "When it ends." },
};

const EntityType token_type = ENTITY_TYPE(Token, token_fields, .name = "token", .element = "token",
                                          .collection = "tokens", .title = "Token");
