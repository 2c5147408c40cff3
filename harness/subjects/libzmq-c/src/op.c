// The queue of ops that wait.

#include "op.h"

#include <stdlib.h>
#include <zmq.h>

#include "op-kind.h"
#include "zap.h"

struct op *queue_op(const struct call *call, const struct op_kind *kind, int timeout) {
  struct op *op = calloc(1, sizeof *op);
  op->kind = kind;
  op->shim = call->shim;
  op->socket = call->socket;
  op->id = json_incref(json_object_get(call->request, "id"));
  op->started = op->since = now_ms();
  op->until = op->started + json_number_value(json_object_get(call->request, "t"));
  op->own = timeout ? int_option(call->socket, timeout) : -1;
  op->mismatch = -1;
  struct op **end = &call->shim->waiting;
  while (*end) end = &(*end)->next;
  return *end = op;
}

// Takes the op out of the queue.
static void end_op(struct op **link) {
  struct op *op = *link;
  *link = op->next;
  for (size_t i = 0; i < op->frame_count; i++) free(op->frames[i].at);
  free(op->frames);
  free(op->expected);
  json_decref(op->id);
  json_decref(op->meta);
  free(op);
}

void drop_op(struct shim *shim, struct op *op) {
  struct op **link = &shim->waiting;
  while (*link != op) link = &(*link)->next;
  end_op(link);
}

static double deadline(const struct op *op) {
  const double own = op->since + op->own;
  return op->own >= 0 && own < op->until ? own : op->until;
}

static bool comes_first(const struct shim *shim, const struct op *op) {
  for (const struct op *earlier = shim->waiting; earlier != op; earlier = earlier->next)
    if (earlier->socket == op->socket && earlier->kind->way == op->kind->way) return false;
  return true;
}

// Tries one; true when it is over.
static bool try_op(struct shim *shim, struct op *op, bool *goes_on) {
  json_t *fields = NULL;
  struct failure failure;
  enum progress progress = comes_first(shim, op) ? op->kind->attempt(op, &fields, &failure) : WAITS;
  if (progress != ANSWERED && progress != REFUSED && now_ms() >= deadline(op)) {
    progress = op->kind->late ? ANSWERED : REFUSED;
    if (op->kind->late) fields = op->kind->late(op);
    else failure = (struct failure){"EAGAIN", EAGAIN, "t is over"};
  }
  if (progress == ANSWERED) answer(shim, op->id, fields);
  if (progress == REFUSED) refuse(shim, op->id, failure);
  if (progress == GOES_ON) *goes_on = true;
  return progress == ANSWERED || progress == REFUSED;
}

int advance(struct shim *shim) {
  bool goes_on = false, again;
  do {
    again = false;
    serve_zap(shim);
    for (struct op **link = &shim->waiting; *link;) {
      // libzmq looks at what other threads told it only now and then while it sends: now.
      if ((*link)->socket) int_option((*link)->socket, ZMQ_EVENTS);
      if (!try_op(shim, *link, &goes_on)) {
        link = &(*link)->next;
        continue;
      }
      end_op(link);
      // The next of its way may come first now.
      again = true;
    }
  } while (again);
  if (goes_on) return 0;
  double left = -1;
  for (const struct op *op = shim->waiting; op; op = op->next) {
    const double own = deadline(op) - now_ms();
    if (left < 0 || own < left) left = own > 0 ? own : 0;
  }
  return left < 0 ? -1 : (int)left + 1;
}

bool awaits(const struct shim *shim, const struct open_socket *socket) {
  for (const struct op *op = shim->waiting; op; op = op->next)
    if (op->socket == socket && op->kind->way != WATCHING) return true;
  return false;
}

void fail_ops_of(struct open_socket *socket, struct failure failure) {
  for (struct op **link = &socket->shim->waiting; *link;) {
    if ((*link)->socket != socket) {
      link = &(*link)->next;
      continue;
    }
    refuse(socket->shim, (*link)->id, failure);
    end_op(link);
  }
}

static enum progress attempt_peers(struct op *op, json_t **fields, struct failure *failure) {
  (void)failure;
  if (op->socket->handshakes < op->n) return WAITS;
  *fields = json_pack("{s:I}", "n", (json_int_t)op->socket->handshakes);
  return ANSWERED;
}

json_t *do_peers(struct call *call) {
  static const struct op_kind peers = {.way = WATCHING, .attempt = attempt_peers};
  if (!watch(call->socket, &call->failure)) return NULL;
  queue_op(call, &peers, 0)->n = json_integer_value(json_object_get(call->request, "n"));
  return later;
}
