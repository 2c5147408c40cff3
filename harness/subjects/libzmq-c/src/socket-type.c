// The table of socket types (zmq_socket(3)).

#include "socket-type.h"

#include <string.h>
#include <zmq.h>

static const struct socket_type types[] = {
    {"PAIR", ZMQ_PAIR, true, true},
    {"PUB", ZMQ_PUB, true, false},
    {"SUB", ZMQ_SUB, false, true},
    {"REQ", ZMQ_REQ, true, true},
    {"REP", ZMQ_REP, true, true},
    {"DEALER", ZMQ_DEALER, true, true},
    {"ROUTER", ZMQ_ROUTER, true, true},
    {"PULL", ZMQ_PULL, false, true},
    {"PUSH", ZMQ_PUSH, true, false},
    {"XPUB", ZMQ_XPUB, true, true},
    {"XSUB", ZMQ_XSUB, true, true},
    {"STREAM", ZMQ_STREAM, true, true},
#ifdef ZMQ_BUILD_DRAFT_API
    {"CLIENT", ZMQ_CLIENT, true, true},
    {"SERVER", ZMQ_SERVER, true, true},
    {"RADIO", ZMQ_RADIO, true, false},
    {"DISH", ZMQ_DISH, false, true},
    {"GATHER", ZMQ_GATHER, false, true},
    {"SCATTER", ZMQ_SCATTER, true, false},
    {"PEER", ZMQ_PEER, true, true},
    {"CHANNEL", ZMQ_CHANNEL, true, true},
    {"DGRAM", ZMQ_DGRAM, true, true},
#endif
};

enum { count = sizeof types / sizeof *types };

const struct socket_type *socket_type(const char *name) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(types[i].name, name) == 0) return &types[i];
  return NULL;
}

json_t *socket_types(void *context) {
  json_t *names = json_array();
  for (size_t i = 0; i < count; i++) {
    void *socket = zmq_socket(context, types[i].type);
    if (socket && zmq_close(socket) == 0) json_array_append_new(names, json_string(types[i].name));
  }
  return names;
}
