// The stock cpp-httplib server as one would tune it: 64 threads, no delay, connections kept for ever. Answers a fixed
// kilobyte to every GET, on the port given. What tools/bench/throughput compares with.
#include <cstdlib>
#include <string>

#define CPPHTTPLIB_USE_POLL
#define CPPHTTPLIB_LISTEN_BACKLOG 4096
#include <httplib.h>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::string body(1024, 'x');
  httplib::Server server;
  server.new_task_queue = [] { return new httplib::ThreadPool(64); };
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1'000'000'000);
  server.Get(".*",
             [&](const httplib::Request&, httplib::Response& response) { response.set_content(body, "text/plain"); });
  return server.listen("127.0.0.1", std::atoi(argv[1])) ? 0 : 1;
}
