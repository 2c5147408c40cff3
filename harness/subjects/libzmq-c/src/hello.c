// hello: the library says at run time what it was built with.

#include "hello.h"

#include <zmq.h>

#include "dispatch.h"
#include "option.h"
#include "socket-type.h"

static json_t *implementation(void) {
  int major, minor, patch;
  zmq_version(&major, &minor, &patch);
  return json_pack("{s:s, s:o, s:s, s:s, s:s, s:s}",
                   "name", "libzmq",
                   "version", json_sprintf("%d.%d.%d", major, minor, patch),
                   "language", "C++",
                   "binding", "C API",
                   "homepage", "https://github.com/zeromq/libzmq",
                   "issues", "https://github.com/zeromq/libzmq/issues");
}

static json_t *mechanisms(void) {
  json_t *names = json_pack("[s, s]", "NULL", "PLAIN");
  if (zmq_has("curve")) json_array_append_new(names, json_string("CURVE"));
  return names;
}

static json_t *transports(void) {
  json_t *names = json_pack("[s]", "tcp");
  if (zmq_has("ipc")) json_array_append_new(names, json_string("ipc"));
  json_array_append_new(names, json_string("inproc"));
#ifdef ZMQ_BUILD_DRAFT_API
  json_array_append_new(names, json_string("udp"));
#endif
  return names;
}

static json_t *features(void) {
  json_t *names = json_pack("[s, s, s, s, s]", "heartbeat", "ipv6", "metadata", "monitor-frames", "overlapping-sends");
#ifdef __linux__
  if (zmq_has("ipc")) json_array_append_new(names, json_string("abstract-ipc"));
#endif
  return names;
}

json_t *do_hello(struct call *call) {
  json_t *caps = json_pack("{s:o, s:o, s:o, s:[s, s, s, s], s:o, s:o, s:o, s:i}",
                           "sockets", socket_types(call->shim->context),
                           "transports", transports(),
                           "mechanisms", mechanisms(),
                           "zmtp", "3.1", "3.0", "2.0", "1.0",
                           "options", option_words(),
                           "ops", optional_ops(),
                           "features", features(),
                           "concurrency", 16);
  return json_pack("{s:i, s:o, s:o}", "protocol", 1, "impl", implementation(), "caps", caps);
}
