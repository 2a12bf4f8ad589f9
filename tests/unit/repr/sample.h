/* sample.h - one invented entity of each type that is served, as in tests/data/repr. */
#pragma once

#include "model/entity.h"

/* Caller frees. */
Entity *sample_new(const EntityType *type);

/* The served types, NULL-terminated. */
extern const EntityType *const sample_types[];

#define SAMPLE_HOST "5a5a5a5a-0000-4000-8000-000000000001"
#define SAMPLE_NIC  "5a5a5a5a-0000-4000-8000-000000000002"
#define SAMPLE_VM   "5a5a5a5a-0000-4000-8000-000000000003"
#define SAMPLE_VNIC "5a5a5a5a-0000-4000-8000-000000000004"
#define SAMPLE_NET  "5a5a5a5a-0000-4000-8000-000000000005"
#define SAMPLE_PROF "5a5a5a5a-0000-4000-8000-000000000006"
#define SAMPLE_JOB  "5a5a5a5a-0000-4000-8000-000000000007"
#define SAMPLE_VF   "5a5a5a5a-0000-5000-8000-000000000008"
#define SAMPLE_STEP "5a5a5a5a-0000-4000-8000-000000000009"
