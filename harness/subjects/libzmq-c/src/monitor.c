// Monitor events: a frame of event (16 bits) and value (32 bits), and a frame with the endpoint.

#include "monitor.h"

#include <string.h>
#include <zmq.h>

#include "frame.h"

// What the value of an event means.
enum meaning { NOTHING, VALUE, ERRNO, REASON };

static const struct {
  int event;
  const char *word;
  enum meaning meaning;
} events[] = {
    {ZMQ_EVENT_CONNECTED, "connected", NOTHING},
    {ZMQ_EVENT_CONNECT_DELAYED, "connect_delayed", NOTHING},
    {ZMQ_EVENT_CONNECT_RETRIED, "connect_retried", VALUE},
    {ZMQ_EVENT_LISTENING, "listening", NOTHING},
    {ZMQ_EVENT_BIND_FAILED, "bind_failed", ERRNO},
    {ZMQ_EVENT_ACCEPTED, "accepted", NOTHING},
    {ZMQ_EVENT_ACCEPT_FAILED, "accept_failed", ERRNO},
    {ZMQ_EVENT_CLOSED, "closed", NOTHING},
    {ZMQ_EVENT_CLOSE_FAILED, "close_failed", ERRNO},
    {ZMQ_EVENT_DISCONNECTED, "disconnected", NOTHING},
    {ZMQ_EVENT_HANDSHAKE_SUCCEEDED, "handshake", NOTHING},
    {ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL, "handshake_failed_protocol", REASON},
    {ZMQ_EVENT_HANDSHAKE_FAILED_AUTH, "handshake_failed_auth", VALUE},
    {ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, "handshake_failed", ERRNO},
};

static void report(const struct open_socket *socket, size_t row, uint32_t value, zmq_msg_t *head, const char *endpoint, size_t len) {
  json_t *line = json_pack("{s:s, s:s, s:s, s:s%}", "ev", "monitor", "s", socket->name, "event", events[row].word, "ep", endpoint, len);
  switch (events[row].meaning) {
    case NOTHING:
      break;
    case VALUE:
      json_object_set_new(line, "value", json_integer(value));
      break;
    case ERRNO: {
      const char *name = errno_name((int)value);
      json_object_set_new(line, "code", name ? json_string(name) : json_sprintf("errno %u", value));
      break;
    }
    case REASON:
      // One of ZMQ_PROTOCOL_ERROR_*, which are made to be read in hexadecimal.
      json_object_set_new(line, "code", json_sprintf("0x%08x", value));
      break;
  }
  if (socket->showing)
    json_object_set_new(line, "frames",
                        json_pack("[o, o]", frame_write(zmq_msg_data(head), zmq_msg_size(head), true), frame_write(endpoint, len, true)));
  control_write(&socket->shim->control, line);
  json_decref(line);
}

bool drain_monitor(struct open_socket *socket, const char *endpoint) {
  bool closed = false;
  zmq_msg_t head, address;
  zmq_msg_init(&head);
  zmq_msg_init(&address);
  while (zmq_msg_recv(&head, socket->monitor, ZMQ_DONTWAIT) == 6 && zmq_msg_recv(&address, socket->monitor, 0) >= 0) {
    uint16_t event;
    uint32_t value;
    memcpy(&event, zmq_msg_data(&head), sizeof event);
    memcpy(&value, (char *)zmq_msg_data(&head) + sizeof event, sizeof value);
    const char *at = zmq_msg_data(&address);
    const size_t len = zmq_msg_size(&address);
    if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) socket->handshakes++;
    if (event == ZMQ_EVENT_CLOSED && endpoint && len == strlen(endpoint) && memcmp(at, endpoint, len) == 0) closed = true;
    for (size_t row = 0; socket->reporting && row < sizeof events / sizeof *events; row++)
      if (events[row].event == event) report(socket, row, value, &head, at, len);
  }
  zmq_msg_close(&head);
  zmq_msg_close(&address);
  return closed;
}
