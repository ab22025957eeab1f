/**
 * A load generator that hardly takes any of the processor from whoever it measures: one thread, one request at a time on
 * each of its connections, kept alive. Knows HTTP/1.1 as far as answers with a length, or in chunks, need it.
 *
 * load HOST PORT CONNECTIONS WARM_UP_SECONDS SECONDS FILE: FILE is a whole request, head and body. Prints one line of JSON:
 * answers a second, latencies in milliseconds, and how many answers were not 200 or never came. Exit code 1 where nobody
 * could be connected to.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS_MAX 1024
#define ANSWER_BYTES_MAX 65536
#define LATENCIES_MAX 50000000
/** After the end, this long for what is still on its way. */
#define LINGER_SECONDS 5

typedef struct {
  int socket;
  size_t sent;
  size_t received;
  double startedAt;
  int waiting;
  char answer[ANSWER_BYTES_MAX + 1];
} Connection;

static struct sockaddr_in address;
static char *request;
static size_t requestBytes;
static float *latencies;
static size_t counted, errors;
static Connection connections[CONNECTIONS_MAX];

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int ascending(const void *a, const void *b) {
  const float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

static int openConnection(int poller, Connection *connection) {
  connection->socket = socket(AF_INET, SOCK_STREAM, 0);
  const int yes = 1;
  setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (connect(connection->socket, (struct sockaddr *)&address, sizeof address) != 0) return -1;
  fcntl(connection->socket, F_SETFL, O_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = connection}};
  epoll_ctl(poller, EPOLL_CTL_ADD, connection->socket, &event);
  connection->waiting = 0;
  return 0;
}

/** Sends what is left of the request; waits for room where there is none. @returns -1 where the connection is broken. */
static int sendRest(int poller, Connection *connection) {
  while (connection->sent < requestBytes) {
    const ssize_t bytes =
        send(connection->socket, request + connection->sent, requestBytes - connection->sent, MSG_NOSIGNAL);
    if (bytes < 0 && errno != EAGAIN) return -1;
    if (bytes < 0) break;
    connection->sent += (size_t)bytes;
  }
  const uint32_t wanted = connection->sent < requestBytes ? EPOLLIN | EPOLLOUT : EPOLLIN;
  struct epoll_event event = {.events = wanted, .data = {.ptr = connection}};
  if (connection->sent < requestBytes) epoll_ctl(poller, EPOLL_CTL_MOD, connection->socket, &event);
  return 0;
}

static int startRequest(int poller, Connection *connection) {
  connection->sent = connection->received = 0;
  connection->waiting = 1;
  connection->startedAt = now();
  return sendRest(poller, connection);
}

/** @returns whether the answer is complete; -1 for one that this program cannot read. */
static int isComplete(const Connection *connection) {
  const char *head = strstr(connection->answer, "\r\n\r\n");
  if (head == NULL) return connection->received == ANSWER_BYTES_MAX ? -1 : 0;
  const size_t headBytes = (size_t)(head - connection->answer) + 4;
  const char *length = strcasestr(connection->answer, "\r\ncontent-length:");
  if (length != NULL && length < head)
    return connection->received >= headBytes + strtoul(length + strlen("\r\ncontent-length:"), NULL, 10);
  return connection->received >= headBytes + 5 &&
         memcmp(connection->answer + connection->received - 5, "0\r\n\r\n", 5) == 0;
}

static int readRequest(const char *file) {
  FILE *stream = fopen(file, "rb");
  if (stream == NULL) return -1;
  fseek(stream, 0, SEEK_END);
  requestBytes = (size_t)ftell(stream);
  rewind(stream);
  request = malloc(requestBytes);
  const size_t got = fread(request, 1, requestBytes, stream);
  fclose(stream);
  return got == requestBytes ? 0 : -1;
}

/** One event of a connection. @returns 0 if it goes on, -1 if it is broken. */
static int serve(int poller, Connection *connection, uint32_t events, double countFrom, double until) {
  if ((events & EPOLLOUT) != 0) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = connection}};
    epoll_ctl(poller, EPOLL_CTL_MOD, connection->socket, &event);
    if (sendRest(poller, connection) != 0) return -1;
  }
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) == 0) return 0;
  const ssize_t bytes = recv(connection->socket, connection->answer + connection->received,
                             ANSWER_BYTES_MAX - connection->received, 0);
  if (bytes < 0 && errno == EAGAIN) return 0;
  if (bytes <= 0) return -1;
  connection->received += (size_t)bytes;
  connection->answer[connection->received] = '\0';
  const int complete = isComplete(connection);
  if (complete <= 0) return complete;
  const double at = now();
  connection->waiting = 0;
  if (at >= countFrom && at < until) {
    if (strncmp(connection->answer + 8, " 200", 4) != 0) errors++;
    else if (counted < LATENCIES_MAX) latencies[counted++] = (float)((at - connection->startedAt) * 1000);
  }
  return at < until ? startRequest(poller, connection) : 0;
}

int main(int count, char **arguments) {
  if (count != 7 || readRequest(arguments[6]) != 0) {
    fprintf(stderr, "Expected HOST PORT CONNECTIONS WARM_UP_SECONDS SECONDS FILE.\n");
    return 2;
  }
  address.sin_family = AF_INET;
  address.sin_port = htons((uint16_t)atoi(arguments[2]));
  inet_pton(AF_INET, arguments[1], &address.sin_addr);
  const int wanted = atoi(arguments[3]);
  const double seconds = atof(arguments[5]), countFrom = now() + atof(arguments[4]), until = countFrom + seconds;
  if (wanted < 1 || wanted > CONNECTIONS_MAX) return 2;
  latencies = malloc(sizeof(float) * LATENCIES_MAX);
  const int poller = epoll_create1(0);
  for (int index = 0; index < wanted; index++) {
    if (openConnection(poller, &connections[index]) != 0) return 1;
    startRequest(poller, &connections[index]);
  }
  struct epoll_event ready[CONNECTIONS_MAX];
  int waiting = wanted;
  while (waiting > 0 && now() < until + LINGER_SECONDS) {
    const int happened = epoll_wait(poller, ready, CONNECTIONS_MAX, 100);
    for (int index = 0; index < happened; index++) {
      Connection *const connection = ready[index].data.ptr;
      if (serve(poller, connection, ready[index].events, countFrom, until) == 0) continue;
      if (connection->waiting && now() < until) errors++;
      close(connection->socket);
      if (now() >= until) connection->waiting = 0;
      else if (openConnection(poller, connection) != 0) return 1;
      else startRequest(poller, connection);
    }
    waiting = 0;
    for (int index = 0; index < wanted; index++) waiting += connections[index].waiting;
  }
  errors += (size_t)waiting;
  qsort(latencies, counted, sizeof(float), ascending);
  const float nothing = 0;
  const float *const all = counted > 0 ? latencies : &nothing;
  const size_t last = counted > 0 ? counted - 1 : 0;
  printf("{\"perSecond\":%.1f,\"p50\":%.3f,\"p99\":%.3f,\"longest\":%.3f,\"answers\":%zu,\"errors\":%zu}\n",
         (double)counted / seconds, all[last / 2], all[last * 99 / 100], all[last], counted, errors);
  return 0;
}
