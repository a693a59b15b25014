// For tests: an HTTP server in this process, on a free port of the loopback interface, that answers what the
// test says. One request a connection.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace sentinel {

struct TestRequest {
  std::string method;
  std::string target;                          // "/path?query", or a whole URL when we are somebody's proxy
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;

  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

struct TestReply {
  int status = 200;
  std::string body = {};
  std::vector<std::string> headers = {};  // "Name: value"
  bool stalls = false;                    // says nothing after the body, and never closes
  bool hangs_up = false;                  // closes without a word
  bool cuts = false;                      // promises one byte more than it sends
};

class TestServer {
 public:
  explicit TestServer(std::function<TestReply(const TestRequest&)> answer);
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  int port() const { return port_; }
  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::vector<TestRequest> requests() const;  // so far

 private:
  void serve(int connection, const std::stop_token& stop);

  std::function<TestReply(const TestRequest&)> answer_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<TestRequest> requests_;
  std::vector<std::jthread> workers_;  // touched by the acceptor alone until it has ended
  std::jthread acceptor_;
};

}  // namespace sentinel
