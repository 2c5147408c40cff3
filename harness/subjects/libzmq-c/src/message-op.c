// send and recv: one message, all its frames.

#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "op-kind.h"

static enum progress refuse_or_wait(struct failure *failure) {
  if (zmq_errno() == EAGAIN) return WAITS;
  *failure = zmq_failure();
  return REFUSED;
}

static enum progress attempt_send(struct op *op, json_t **fields, struct failure *failure) {
  (void)fields;
  for (size_t i = 0; i < op->frame_count; i++) {
    // A message is taken whole or not at all: only its first frame can find no room.
    const int flags = (i == 0 ? ZMQ_DONTWAIT : 0) | (i + 1 < op->frame_count ? ZMQ_SNDMORE : 0);
    if (zmq_send(op->socket->zmq, op->frames[i].at, op->frames[i].len, flags) < 0) return refuse_or_wait(failure);
  }
  return ANSWERED;
}

json_t *do_send(struct call *call) {
  static const struct op_kind send = {.way = SENDING, .attempt = attempt_send};
  if (!call->socket->type->sends) return refused(call, "ENOTSUP", "this type does not send");
  const json_t *frames = json_object_get(call->request, "frames");
  const size_t count = json_array_size(frames);
  if (count == 0) return refused(call, "EINVAL", "a message has at least one frame");
  struct op *op = queue_op(call, &send, ZMQ_SNDTIMEO);
  op->frames = calloc(count, sizeof *op->frames);
  while (op->frame_count < count && frame_read(json_array_get(frames, op->frame_count), &op->frames[op->frame_count])) op->frame_count++;
  if (op->frame_count == count) return later;
  drop_op(call->shim, op);
  return refused(call, "EINVAL", "a frame has none of the forms it may have");
}

static void look_for(json_t *found, zmq_msg_t *frame, const char *name) {
  const char *value = zmq_msg_gets(frame, name);
  // What is no text in JSON's sense cannot be shown.
  json_t *text = value ? json_string(value) : NULL;
  if (text) json_object_set_new(found, name, text);
}

// What is known of the sender; null when nothing is. libzmq answers to names only.
static json_t *metadata_of(zmq_msg_t *frame, const json_t *names) {
  static const char *const usual[] = {"User-Id", "Peer-Address", "Socket-Type", "Routing-Id"};
  json_t *found = json_object();
  for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) look_for(found, frame, usual[i]);
  for (size_t i = 0; i < json_array_size(names); i++) {
    const char *name = json_string_value(json_array_get(names, i));
    if (name) look_for(found, frame, name);
  }
  if (json_object_size(found) > 0) return found;
  json_decref(found);
  return json_null();
}

static enum progress attempt_recv(struct op *op, json_t **fields, struct failure *failure) {
  zmq_msg_t frame;
  zmq_msg_init(&frame);
  if (zmq_msg_recv(&frame, op->socket->zmq, ZMQ_DONTWAIT) < 0) {
    zmq_msg_close(&frame);
    return refuse_or_wait(failure);
  }
  json_t *frames = json_array();
  json_t *meta = op->meta ? metadata_of(&frame, op->meta) : NULL;
  json_array_append_new(frames, frame_write(zmq_msg_data(&frame), zmq_msg_size(&frame), op->full));
  // The rest of a message is there when its first frame is.
  while (zmq_msg_more(&frame) && zmq_msg_recv(&frame, op->socket->zmq, 0) >= 0)
    json_array_append_new(frames, frame_write(zmq_msg_data(&frame), zmq_msg_size(&frame), op->full));
  zmq_msg_close(&frame);
  *fields = json_pack("{s:o}", "frames", frames);
  if (meta) json_object_set_new(*fields, "meta", meta);
  return ANSWERED;
}

json_t *do_recv(struct call *call) {
  static const struct op_kind recv = {.way = RECEIVING, .attempt = attempt_recv};
  if (!call->socket->type->receives) return refused(call, "ENOTSUP", "this type does not receive");
  struct op *op = queue_op(call, &recv, ZMQ_RCVTIMEO);
  op->full = json_is_true(json_object_get(call->request, "full"));
  json_t *meta = json_object_get(call->request, "meta");
  if (meta && !json_is_false(meta)) op->meta = json_incref(meta);
  return later;
}
