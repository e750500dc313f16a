// The one file of the server's side that includes httplib.h, whose macros tools/cmake/Dependencies.cmake sets alike for
// all who do.

#include "phantomime/net/stock_acceptor.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <httplib.h>

#include "phantomime/net/binding.hpp"
#include "phantomime/net/connection_threads.hpp"
#include "phantomime/net/signals_blocked.hpp"

namespace phantomime::net {

namespace {

/// A thread for each connection, in place of the library's pool, whose threads idle clients would hold.
class ThreadEach final : public httplib::TaskQueue {
 public:
  /// `over` is called once nothing is accepted any more.
  explicit ThreadEach(std::function<void()> over) : over_{std::move(over)} {}

  /// False: the library closes the connection.
  bool enqueue(std::function<void()> job) override { return threads_.start(std::move(job)); }

  void shutdown() override {
    over_();
    threads_.join();
  }

 private:
  const std::function<void()> over_;
  ConnectionThreads threads_;
};

}  // namespace

/// The library's server for one listening socket: it accepts; what comes is ours. Its own parser, routing and writer,
/// which would change requests and replies, are passed by.
class StockAcceptor::Library final : public httplib::Server {
 public:
  Library(StockHub& hub, Crowd& crowd, const TlsContext* tls, std::uint32_t number)
      : hub_{hub}, crowd_{crowd}, tls_{tls}, number_{number} {
    new_task_queue = [this] {
      return new ThreadEach{[this] {
        const std::lock_guard lock{mutex_};
        accepting_ = false;
        changed_.notify_all();
      }};
    };
  }
  ~Library() override {
    end();
    if (thread_.joinable()) thread_.join();
  }

  void begin(Descriptor listening) {
    // The library waits in accept(2).
    ::fcntl(listening.value(), F_SETFL, ::fcntl(listening.value(), F_GETFL) & ~O_NONBLOCK);
    accepting_ = true;
    svr_sock_ = listening.value();
    const SignalsBlocked blocked;
    try {
      thread_ = std::thread{[this] {
        listen_after_bind();
        over_.store(true);
      }};
    } catch (...) {
      accepting_ = false;
      throw;
    }
    socket_ = std::move(listening);
  }

  /// Not the library's stop(), which is lost before its loop runs, and closes a number that the loop may be just about
  /// to accept from.
  void end() {
    std::unique_lock lock{mutex_};
    // Where accept(2) failed in a way that it does not know, the library has given up and closed the socket itself.
    if (!accepting_) socket_.release();
    if (!socket_) return;
    svr_sock_ = INVALID_SOCKET;
    ::shutdown(socket_.value(), SHUT_RDWR);
#ifndef __linux__
    socket_.reset();  // elsewhere only this wakes accept(2)
#endif
    changed_.wait(lock, [this] { return !accepting_; });
    socket_.reset();
  }

  /// Whether its last connection is gone, so that destroying it waits for nobody.
  [[nodiscard]] bool over() const { return over_.load(); }

 private:
  bool process_and_close_socket(socket_t number) override {
    Descriptor socket{number};
    ::fcntl(number, F_SETFL, ::fcntl(number, F_GETFL) | O_NONBLOCK);
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    ::getpeername(number, reinterpret_cast<sockaddr*>(&address), &length);
    const Crowd::Room room = crowd_.enter();
    if (room != Crowd::Room::none) {
      try {
        StockConnection connection{
            hub_, {std::move(socket), address_text(address), tls_, number_, room == Crowd::Room::full}};
        connection.run();
      } catch (...) {
        // Out of memory: this client goes, the server stays.
      }
    }
    crowd_.leave(room);
    return true;
  }

  StockHub& hub_;
  Crowd& crowd_;
  const TlsContext* tls_;
  const std::uint32_t number_;
  Descriptor socket_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool accepting_ = false;
  std::atomic<bool> over_{false};
  std::thread thread_;
};

StockAcceptor::StockAcceptor(StockHub& hub, Crowd& crowd, const TlsContext* tls, std::uint32_t number)
    : library_{std::make_unique<Library>(hub, crowd, tls, number)} {}
StockAcceptor::~StockAcceptor() = default;

void StockAcceptor::begin(Descriptor listening) { library_->begin(std::move(listening)); }
void StockAcceptor::end() { library_->end(); }
bool StockAcceptor::over() const { return library_->over(); }

}  // namespace phantomime::net
