// The control connection: one JSON object a line, both ways (docs/zshim.md, "The line").
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct control {
  int in;
  int out;
  char *kept;
  size_t len;
  size_t room;
};

// Standard input and output. Descriptor 1 then points at standard error: it belongs to the protocol.
struct control control_stdio(void);

// Connects to `address`, host:port, and sends the token line. Leaves the program when nobody is there.
struct control control_dial(const char *address, const char *token);

// Listens at host:port, says where on standard error, and returns the listening descriptor.
int control_listen(const char *address);
struct control control_accept(int listener);

// Writes one line.
void control_write(const struct control *control, const json_t *value);

// Reads what is there and calls `take` with each whole line that is JSON. False at the end of input.
bool control_read(struct control *control, void (*take)(void *owner, const json_t *request), void *owner);

void control_close(struct control *control);
