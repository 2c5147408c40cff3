// What this shim is and can do (docs/zshim.md, "Capabilities").
#pragma once

#include "shim.h"

json_t *do_hello(struct call *call);
