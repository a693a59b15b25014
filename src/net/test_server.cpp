#include "net/test_server.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

#include <netinet/in.h>

#include "base/text.h"

namespace sentinel {

namespace {

// False when there is nothing more to read, or the test is over.
bool read_some(int connection, const std::stop_token& stop, std::string& into) {
  while (!stop.stop_requested()) {
    pollfd entry{connection, POLLIN, 0};
    if (poll(&entry, 1, 20) <= 0) continue;
    char buffer[4096];
    const ssize_t count = recv(connection, buffer, sizeof buffer, 0);
    if (count <= 0) return false;
    into.append(buffer, static_cast<size_t>(count));
    return true;
  }
  return false;
}

void send_all(int connection, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = send(connection, text.data(), text.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    text.remove_prefix(static_cast<size_t>(count));
  }
}

}  // namespace

TestServer::TestServer(std::function<TestReply(const TestRequest&)> answer) : answer_(std::move(answer)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (listener_ < 0 || bind(listener_, generic, size) != 0 || listen(listener_, 32) != 0 ||
      getsockname(listener_, generic, &size) != 0) {
    std::abort();
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::jthread([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      pollfd entry{listener_, POLLIN, 0};
      if (poll(&entry, 1, 20) <= 0) continue;
      const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection < 0) continue;
      workers_.emplace_back([this, connection](const std::stop_token& worker_stop) {
        serve(connection, worker_stop);
        close(connection);
      });
    }
  });
}

TestServer::~TestServer() {
  acceptor_.request_stop();
  acceptor_.join();
  workers_.clear();
  close(listener_);
}

std::vector<TestRequest> TestServer::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

void TestServer::serve(int connection, const std::stop_token& stop) {
  std::string text;
  size_t end = std::string::npos;
  while ((end = text.find("\r\n\r\n")) == std::string::npos) {
    if (!read_some(connection, stop, text)) return;
  }
  TestRequest request;
  bool is_first = true;
  for (std::string_view line : split(std::string_view(text).substr(0, end), '\n')) {
    line = trim(line);
    if (is_first) {
      const std::vector<std::string_view> words = split(line, ' ');
      if (words.size() < 2) return;
      request.method = words[0];
      request.target = words[1];
      is_first = false;
    } else if (const size_t colon = line.find(':'); colon != std::string_view::npos) {
      request.headers[to_lower(line.substr(0, colon))] = trim(line.substr(colon + 1));
    }
  }
  request.body = text.substr(end + 4);
  const size_t length = std::strtoul(request.header("content-length").c_str(), nullptr, 10);
  while (request.body.size() < length) {
    if (!read_some(connection, stop, request.body)) return;
  }
  {
    const std::scoped_lock lock(mutex_);
    requests_.push_back(request);
  }

  const TestReply reply = answer_(request);
  if (reply.hangs_up) return;
  const size_t promised = reply.body.size() + (reply.cuts || reply.stalls ? 1 : 0);
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) +
                     " Status\r\nConnection: close\r\nContent-Length: " + std::to_string(promised) + "\r\n";
  for (const std::string& line : reply.headers) head += line + "\r\n";
  send_all(connection, head + "\r\n" + (request.method == "HEAD" ? "" : reply.body));
  std::string ignored;
  while (reply.stalls && read_some(connection, stop, ignored)) {
  }
}

}  // namespace sentinel
