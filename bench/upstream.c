// The scripted upstream of the bench: an OpenAI-compatible server that costs almost nothing.
//
//   upstream PORT [CHUNKS] [INTERVAL_US]
//
// One thread, epoll, HTTP/1.1 with keep-alive, 127.0.0.1 only. A request gets one chat completion of
// about 1 KB; one with "stream":true gets CHUNKS frames, one each INTERVAL_US, every frame with the
// time of its sending ("ts", CLOCK_MONOTONIC in ns), so that a client on this machine can tell how
// long it was on its way. It reads what well-behaved clients send and is no server for anything else.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FD = 4096, BUFFER = 1 << 17 };

typedef struct {
  int fd;
  int length;      // bytes in the buffer
  int left;        // frames of the running stream, its end included; 0 when none runs
  long due;        // when the next frame goes out
  char *buffer;
} connection;

static connection *connections[MAX_FD];
static int highest;
static int chunks = 100;
static long interval_ns = 2000000;
static char answer[4096];
static int answer_length;

static const char BODY[] =
    "{\"id\":\"chatcmpl-0123456789abcdef\",\"object\":\"chat.completion\",\"created\":1760000000,"
    "\"model\":\"bench-model\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
    "\"Rayleigh scattering explains why the sky looks blue: sunlight holds every colour, and the small "
    "molecules of the air scatter the short wavelengths far more than the long ones, in proportion to "
    "the inverse fourth power of the wavelength. Looking away from the sun, we therefore see mostly "
    "scattered blue light. Near sunset the path through the air is longer, most blue light has been "
    "scattered out of the line of sight, and what is left looks orange and red.\",\"refusal\":null,"
    "\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":181,"
    "\"completion_tokens\":100,\"total_tokens\":281,\"prompt_tokens_details\":{\"cached_tokens\":0,"
    "\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0}},"
    "\"service_tier\":\"default\",\"system_fingerprint\":\"fp_0123456789\"}\n";

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void hang_up(connection *c) {
  if (c->fd >= 0) close(c->fd);
  c->fd = -1;
  c->left = 0;
}

static void put(connection *c, const char *bytes, int count) {
  for (int sent = 0; sent < count;) {
    int n = send(c->fd, bytes + sent, count - sent, MSG_NOSIGNAL);
    if (n > 0) {
      sent += n;
    } else if (n < 0 && errno == EAGAIN) {
      usleep(50);
    } else {
      hang_up(c);
      return;
    }
  }
}

static void put_frame(connection *c) {
  char data[1024], frame[1200];
  if (c->left > 1) {
    int n = snprintf(data, sizeof data,
        "data: {\"id\":\"chatcmpl-0123456789abcdef\",\"object\":\"chat.completion.chunk\","
        "\"created\":1760000000,\"model\":\"bench-model\",\"service_tier\":\"default\","
        "\"system_fingerprint\":\"fp_0123456789\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
        "\" token%d\"},\"logprobs\":null,\"finish_reason\":%s}],\"ts\":%ld}\n\n",
        chunks + 1 - c->left, c->left == 2 ? "\"stop\"" : "null", now());
    put(c, frame, snprintf(frame, sizeof frame, "%x\r\n%s\r\n", n, data));
    c->due += interval_ns;
  } else {
    static const char end[] =
        "data: {\"id\":\"chatcmpl-0123456789abcdef\",\"object\":\"chat.completion.chunk\","
        "\"created\":1760000000,\"model\":\"bench-model\",\"choices\":[],\"usage\":{\"prompt_tokens\":181,"
        "\"completion_tokens\":100,\"total_tokens\":281}}\n\ndata: [DONE]\n\n";
    put(c, frame, snprintf(frame, sizeof frame, "%zx\r\n%s\r\n0\r\n\r\n", strlen(end), end));
  }
  c->left--;
}

// The length of the first request in the buffer, or 0 while it is not complete.
static int complete(connection *c, int *body) {
  c->buffer[c->length] = 0;
  char *end = strstr(c->buffer, "\r\n\r\n");
  if (!end) return 0;
  long length = 0;
  int chunked = 0;
  for (char *line = c->buffer; line < end; line = strstr(line, "\r\n") + 2) {
    if (!strncasecmp(line, "content-length:", 15)) length = atol(line + 15);
    if (!strncasecmp(line, "transfer-encoding: chunked", 26)) chunked = 1;
  }
  *body = end + 4 - c->buffer;
  if (chunked) {
    char *last = memmem(end + 2, c->length - (end + 2 - c->buffer), "\r\n0\r\n\r\n", 7);
    return last ? last + 7 - c->buffer : 0;
  }
  return c->length < *body + length ? 0 : *body + length;
}

static void serve(connection *c) {
  static const char head[] =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
      "Transfer-Encoding: chunked\r\n\r\n";
  int body, total;
  while (c->fd >= 0 && !c->left && (total = complete(c, &body))) {
    int size = total - body;
    int stream = memmem(c->buffer + body, size, "\"stream\":true", 13) ||
                 memmem(c->buffer + body, size, "\"stream\": true", 14);
    memmove(c->buffer, c->buffer + total, c->length - total);
    c->length -= total;
    if (!stream) {
      put(c, answer, answer_length);
    } else {
      c->left = chunks + 1;
      c->due = now();
      put(c, head, sizeof head - 1);
      if (c->fd >= 0) put_frame(c);
    }
  }
}

static void accept_all(int listener, int poll) {
  for (int fd; (fd = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0;) {
    if (fd >= MAX_FD) {
      close(fd);
      continue;
    }
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connection *c = connections[fd];
    if (!c) {
      c = connections[fd] = calloc(1, sizeof *c);
      c->buffer = malloc(BUFFER + 1);
    }
    c->fd = fd;
    c->length = c->left = 0;
    if (fd > highest) highest = fd;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
  }
}

// Sends the frames that are due; returns how long there is nothing to do, in ns, or -1 for ever.
static long tick(void) {
  long time = now(), next = -1;
  for (int fd = 0; fd <= highest; fd++) {
    connection *c = connections[fd];
    if (!c || c->fd < 0 || !c->left) continue;
    if (c->due <= time) {
      put_frame(c);
      if (!c->left) serve(c);
    }
    if (c->fd >= 0 && c->left) {
      long wait = c->due > time ? c->due - time : 0;
      if (next < 0 || wait < next) next = wait;
    }
  }
  return next;
}

int main(int count, char **arguments) {
  if (count < 2) {
    fprintf(stderr, "usage: upstream PORT [CHUNKS] [INTERVAL_US]\n");
    return 2;
  }
  if (count > 2) chunks = atoi(arguments[2]);
  if (count > 3) interval_ns = atol(arguments[3]) * 1000;
  signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_TIMERSLACK, 1);
  answer_length = snprintf(answer, sizeof answer,
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
      "x-request-id: req_0123456789\r\n\r\n%s", strlen(BODY), BODY);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET,
      .sin_port = htons(atoi(arguments[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listener, (void *)&address, sizeof address) || listen(listener, 1024)) {
    perror("upstream: cannot listen");
    return 1;
  }
  int poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    long wait = tick();
    struct timespec time = {wait / 1000000000L, wait % 1000000000L};
    int n = epoll_pwait2(poll, events, 256, wait < 0 ? NULL : &time, NULL);
    for (int i = 0; i < n; i++) {
      if (events[i].data.fd == listener) {
        accept_all(listener, poll);
        continue;
      }
      connection *c = connections[events[i].data.fd];
      int got = recv(c->fd, c->buffer + c->length, BUFFER - c->length, 0);
      if (got > 0) {
        c->length += got;
        serve(c);
      } else if (got == 0 || errno != EAGAIN) {
        hang_up(c);
      }
    }
  }
}
