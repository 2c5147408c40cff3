// sendmany and recvmany: a loop that no JSON disturbs, a share of it in each turn.

#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "op-kind.h"

// Messages, and milliseconds, after which others have their turn.
enum { share = 1000, share_ms = 20 };

static json_t *sent(struct op *op) {
  return json_pack("{s:I, s:f}", "count", (json_int_t)op->done, "ms", now_ms() - op->started);
}

static json_t *received(struct op *op) {
  json_t *fields = sent(op);
  json_object_set_new(fields, "mismatch", op->mismatch < 0 ? json_null() : json_integer(op->mismatch));
  return fields;
}

// What `t` leaves of the loop: nothing is an answer, not a refusal.
static enum progress after_error(struct op *op, struct failure *failure, uint64_t before) {
  if (op->done > before) op->since = now_ms();
  if (zmq_errno() == EAGAIN) return WAITS;
  *failure = zmq_failure();
  return REFUSED;
}

static bool share_is_over(const struct op *op, uint64_t before, double from) {
  const uint64_t turns = op->done - before;
  return turns >= share || (turns % 32 == 0 && now_ms() - from > share_ms);
}

static enum progress attempt_sendmany(struct op *op, json_t **fields, struct failure *failure) {
  const uint64_t before = op->done;
  const double from = now_ms();
  for (; op->done < op->count; op->done++) {
    if (op->done > before && share_is_over(op, before, from)) {
      op->since = now_ms();
      return GOES_ON;
    }
    zmq_msg_t message;
    zmq_msg_init_size(&message, op->len);
    generate_numbered(op->seed, op->done, zmq_msg_data(&message), op->len);
    if (zmq_msg_send(&message, op->socket->zmq, ZMQ_DONTWAIT) >= 0) continue;
    const int error = zmq_errno();
    zmq_msg_close(&message);
    errno = error;
    return after_error(op, failure, before);
  }
  *fields = sent(op);
  return ANSWERED;
}

static void verify(struct op *op, zmq_msg_t *frame) {
  if (op->mismatch >= 0) return;
  generate_numbered(op->seed, op->done, op->expected, op->len);
  if (zmq_msg_size(frame) != op->len || memcmp(zmq_msg_data(frame), op->expected, op->len) != 0) op->mismatch = (int64_t)op->done;
}

static enum progress attempt_recvmany(struct op *op, json_t **fields, struct failure *failure) {
  const uint64_t before = op->done;
  const double from = now_ms();
  enum progress progress = ANSWERED;
  zmq_msg_t frame;
  zmq_msg_init(&frame);
  for (; op->done < op->count; op->done++) {
    if (op->done > before && share_is_over(op, before, from)) {
      op->since = now_ms();
      progress = GOES_ON;
      break;
    }
    if (zmq_msg_recv(&frame, op->socket->zmq, ZMQ_DONTWAIT) < 0) {
      progress = after_error(op, failure, before);
      break;
    }
    // Envelope frames come first; the body is what was generated.
    while (zmq_msg_more(&frame) && zmq_msg_recv(&frame, op->socket->zmq, 0) >= 0) continue;
    verify(op, &frame);
  }
  zmq_msg_close(&frame);
  if (progress == ANSWERED) *fields = received(op);
  return progress;
}

static json_t *start_many(struct call *call, const struct op_kind *kind, int timeout) {
  const json_int_t len = json_integer_value(json_object_get(call->request, "len"));
  const json_int_t count = json_integer_value(json_object_get(call->request, "count"));
  if (len < 0 || count < 0) return refused(call, "EINVAL", "len and count are numbers from 0");
  struct op *op = queue_op(call, kind, timeout);
  op->expected = malloc((size_t)len + 1);
  op->len = (size_t)len;
  op->count = (uint64_t)count;
  op->seed = (uint32_t)json_integer_value(json_object_get(call->request, "seed"));
  return later;
}

json_t *do_sendmany(struct call *call) {
  static const struct op_kind sendmany = {.way = SENDING, .attempt = attempt_sendmany, .late = sent};
  if (!call->socket->type->sends) return refused(call, "ENOTSUP", "this type does not send");
  return start_many(call, &sendmany, ZMQ_SNDTIMEO);
}

json_t *do_recvmany(struct call *call) {
  static const struct op_kind recvmany = {.way = RECEIVING, .attempt = attempt_recvmany, .late = received};
  if (!call->socket->type->receives) return refused(call, "ENOTSUP", "this type does not receive");
  return start_many(call, &recvmany, ZMQ_RCVTIMEO);
}
