/* format.h - the two texts that entities are written as. */
#pragma once

typedef enum { REPR_XML, REPR_JSON } ReprFormat;
