// Ops on sockets that are answered at once.
#pragma once

#include "shim.h"

json_t *do_open(struct call *call);
json_t *do_bind(struct call *call);
json_t *do_connect(struct call *call);
json_t *do_unbind(struct call *call);
json_t *do_disconnect(struct call *call);
json_t *do_sub(struct call *call);
json_t *do_unsub(struct call *call);
json_t *do_set(struct call *call);
json_t *do_get(struct call *call);
json_t *do_monitor(struct call *call);
json_t *do_close(struct call *call);
json_t *do_reset(struct call *call);
json_t *do_bye(struct call *call);
