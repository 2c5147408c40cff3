// Ops that concern no socket: stats and z85.
#pragma once

#include "shim.h"

json_t *do_stats(struct call *call);
json_t *do_z85(struct call *call);
