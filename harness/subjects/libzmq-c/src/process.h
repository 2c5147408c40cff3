// Ops that concern no socket: stats and z85.
#pragma once

#include <stdint.h>

#include "shim.h"

// Of this process; -1 where the system does not say.
int64_t resident_octets(void);

json_t *do_stats(struct call *call);
json_t *do_z85(struct call *call);
