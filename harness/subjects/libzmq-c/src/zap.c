// The ZAP handler: a ROUTER, or a REP, that goes by rules.

#include "zap.h"

#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "op-kind.h"
#include "zap-rule.h"

static const char address[] = "inproc://zeromq.zap.01";

// Somebody who waits: how to answer, and what was asked, from the version on.
struct question {
  struct question *next;
  struct frames envelope;
  struct frames frames;
};

struct zap_handler {
  // NULL when it is closed.
  void *socket;
  int fd;
  bool is_rep;
  json_t *rules;
  // What the application saw since the last reset.
  json_t *questions;
  // Oldest first.
  struct question *held;
};

static struct zap_handler *handler_of(struct shim *shim) {
  if (!shim->zap) {
    shim->zap = calloc(1, sizeof *shim->zap);
    shim->zap->questions = json_array();
  }
  return shim->zap;
}

static void free_question(struct question *question) {
  frames_free(&question->envelope);
  frames_free(&question->frames);
  free(question);
}

// Unbound first: a socket that is only closed keeps its name a little longer.
static void close_handler(struct zap_handler *handler) {
  if (handler->socket) {
    zmq_unbind(handler->socket, address);
    zmq_close(handler->socket);
    handler->socket = NULL;
  }
  while (handler->held) {
    struct question *question = handler->held;
    handler->held = question->next;
    free_question(question);
  }
}

void forget_zap(struct shim *shim) {
  struct zap_handler *handler = shim->zap;
  if (!handler) return;
  close_handler(handler);
  json_decref(handler->rules);
  json_decref(handler->questions);
  free(handler);
  shim->zap = NULL;
}

int zap_descriptor(const struct shim *shim) { return shim->zap && shim->zap->socket ? shim->zap->fd : -1; }

static void send_all(void *socket, const struct frames *frames, size_t from, bool last) {
  for (size_t i = from; i < frames->count; i++) {
    const int flags = ZMQ_DONTWAIT | (last && i + 1 == frames->count ? 0 : ZMQ_SNDMORE);
    // A server that has gone away is no fault.
    if (zmq_send(socket, frames->at[i].at, frames->at[i].len, flags) < 0) return;
  }
}

// False when it has to wait for other rules.
static bool answer_question(struct zap_handler *handler, const struct question *question) {
  const json_t *rule = fitting_rule(handler->rules, &question->frames);
  if (!rule || json_is_true(json_object_get(rule, "hold"))) return false;
  struct frames reply = reply_of(rule, &question->frames);
  const json_t *times = json_object_get(rule, "times");
  // REP sends one reply, and puts the delimiter in front itself.
  const json_int_t count = handler->is_rep || !times ? 1 : json_integer_value(times);
  for (json_int_t i = 0; i < count; i++) {
    send_all(handler->socket, &question->envelope, 0, false);
    send_all(handler->socket, &reply, handler->is_rep ? 1 : 0, true);
  }
  frames_free(&reply);
  return true;
}

// The next question, written down as the application sees it; NULL when there is none.
static struct question *next_question(struct zap_handler *handler) {
  zmq_msg_t frame;
  zmq_msg_init(&frame);
  if (zmq_msg_recv(&frame, handler->socket, ZMQ_DONTWAIT) < 0) {
    zmq_msg_close(&frame);
    return NULL;
  }
  struct question *question = calloc(1, sizeof *question);
  json_t *seen = json_array();
  for (size_t i = 0;; i++) {
    const void *data = zmq_msg_data(&frame);
    const size_t len = zmq_msg_size(&frame);
    const bool routing_id = !handler->is_rep && i == 0, delimiter = !handler->is_rep && i == 1;
    if (!routing_id) json_array_append_new(seen, frame_write(data, len, true));
    if (routing_id) frames_add(&question->envelope, data, len);
    else if (!delimiter) frames_add(&question->frames, data, len);
    if (!zmq_msg_more(&frame) || zmq_msg_recv(&frame, handler->socket, 0) < 0) break;
  }
  zmq_msg_close(&frame);
  json_array_append_new(handler->questions, seen);
  return question;
}

static void keep(struct zap_handler *handler, struct question *question) {
  struct question **end = &handler->held;
  while (*end) end = &(*end)->next;
  *end = question;
}

void serve_zap(struct shim *shim) {
  struct zap_handler *handler = shim->zap;
  struct question *question;
  if (!handler || !handler->socket) return;
  while ((question = next_question(handler))) {
    if (answer_question(handler, question)) free_question(question);
    else keep(handler, question);
  }
}

static bool open_handler(struct shim *shim, struct zap_handler *handler, const char *type) {
  size_t size = sizeof handler->fd;
  handler->is_rep = strcmp(type, "REP") == 0;
  handler->socket = zmq_socket(shim->context, handler->is_rep ? ZMQ_REP : ZMQ_ROUTER);
  if (!handler->socket) return false;
  zmq_setsockopt(handler->socket, ZMQ_LINGER, &(int){0}, sizeof(int));
  if (zmq_bind(handler->socket, address) == 0 && zmq_getsockopt(handler->socket, ZMQ_FD, &handler->fd, &size) == 0) return true;
  const int error = zmq_errno();
  zmq_close(handler->socket);
  handler->socket = NULL;
  errno = error;
  return false;
}

json_t *do_zap(struct call *call) {
  struct zap_handler *handler = handler_of(call->shim);
  json_t *rules = json_object_get(call->request, "rules");
  if (json_is_null(rules)) {
    close_handler(handler);
    return json_object();
  }
  const char *fault = rules_fault(rules);
  if (fault) return refused(call, "EINVAL", fault);
  json_decref(handler->rules);
  handler->rules = json_incref(rules);
  if (!handler->socket) return open_handler(call->shim, handler, text_field(call, "as")) ? json_object() : refused_by_zmq(call);
  struct question *held = handler->held;
  handler->held = NULL;
  while (held) {
    struct question *question = held;
    held = question->next;
    question->next = NULL;
    if (answer_question(handler, question)) free_question(question);
    else keep(handler, question);
  }
  return json_object();
}

static enum progress attempt_asked(struct op *op, json_t **fields, struct failure *failure) {
  (void)failure;
  json_t *questions = handler_of(op->shim)->questions;
  if ((int64_t)json_array_size(questions) < op->n) return WAITS;
  *fields = json_pack("{s:O}", "questions", questions);
  return ANSWERED;
}

json_t *do_asked(struct call *call) {
  static const struct op_kind asked = {.way = WATCHING, .attempt = attempt_asked};
  queue_op(call, &asked, 0)->n = json_integer_value(json_object_get(call->request, "n"));
  return later;
}
