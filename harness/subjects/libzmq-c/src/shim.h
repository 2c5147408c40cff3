// What the parts of the shim share: the context, the sockets by name, the ops that wait, the control connection.
//
//   line ─► dispatch ─► answer at once, or an op that waits ─► advance, whenever something happened ─► answer
//
// Rule: one thread owns all sockets; nothing blocks but close and unbind, on their listeners, and bench.
#pragma once

#include <jansson.h>

#include "control.h"
#include "failure.h"

struct open_socket;
struct op;
struct zap_handler;

struct shim {
  void *context;
  struct open_socket *sockets;
  // Oldest first.
  struct op *waiting;
  // NULL before the first `zap` or `asked`.
  struct zap_handler *zap;
  struct control control;
  // `bye` was answered.
  bool done;
  // It listens: the end of a conversation is not its own.
  bool stays;
};

// A request on its way to its answer.
struct call {
  struct shim *shim;
  // The socket named by `s`; NULL for ops without one.
  struct open_socket *socket;
  const json_t *request;
  struct failure failure;
};

// Sets the call's failure; returns NULL, which is what a handler answers then.
json_t *refused(struct call *call, const char *word, const char *msg);

// The same with what libzmq just reported.
json_t *refused_by_zmq(struct call *call);

// A field of the request that is a string; "" when it is not there.
const char *text_field(const struct call *call, const char *field);

// What a handler answers when a waiting op will.
extern json_t *const later;

// Answers `request`, now or later.
void dispatch(struct shim *shim, const json_t *request);

// Writes the reply to request `id`: `fields` (taken over; may be NULL) when it is ok.
void answer(struct shim *shim, json_t *id, json_t *fields);
void refuse(struct shim *shim, json_t *id, struct failure failure);

// Milliseconds of a monotonic clock.
double now_ms(void);
