// The ZAP handler of this shim's sockets (RFC 27): one socket at inproc://zeromq.zap.01, in their context.
// Rule: it decides nothing. What no rule fits, or whose rule says `hold`, is kept until there are other rules.
#pragma once

#include "shim.h"

struct zap_handler;

json_t *do_zap(struct call *call);
json_t *do_asked(struct call *call);

// Takes the questions that are there, and answers by the rules.
void serve_zap(struct shim *shim);

// Its descriptor, to be polled for input; -1 when there is no handler.
int zap_descriptor(const struct shim *shim);

// Closes it, and forgets rules and questions.
void forget_zap(struct shim *shim);
