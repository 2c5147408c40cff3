// Why an op is refused: a word of zshim/1, and what libzmq said.
#pragma once

#include <jansson.h>

struct failure {
  const char *word;
  // errno as libzmq left it; 0 when the shim itself refuses.
  int native;
  const char *msg;
};

// A refusal of the shim itself.
struct failure refusal(const char *word, const char *msg);

// The error that libzmq just reported, zmq_errno().
struct failure zmq_failure(void);

// A failure reply to request `id`.
json_t *failure_reply(json_t *id, struct failure failure);

// "EADDRINUSE" for EADDRINUSE; NULL for what is not in the table.
const char *errno_name(int native);
