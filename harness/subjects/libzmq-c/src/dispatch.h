// Requests by their op.
#pragma once

#include <jansson.h>

// Names of the optional ops.
json_t *optional_ops(void);
