#include "phantomime/net/tls_channel.hpp"

#include <cerrno>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include "phantomime/net/tls.hpp"

namespace phantomime::net {

namespace {

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

/// What our BIO knows of its socket.
struct SocketState {
  int socket = -1;
  bool heard_any = false;
  bool heard_plain_http = false;
};

SocketState& state_of(BIO* bio) { return *static_cast<SocketState*>(BIO_get_data(bio)); }

bool is_transient(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

// A BIO of our own because OpenSSL's writes with write(2), which raises SIGPIPE, and because the first byte tells a
// handshake from a client that took the TLS port for the plain one.
int bio_read(BIO* bio, char* into, int size) {
  BIO_clear_retry_flags(bio);
  SocketState& state = state_of(bio);
  ssize_t count = 0;
  do {
    count = ::recv(state.socket, into, static_cast<std::size_t>(size), 0);
  } while (count < 0 && errno == EINTR);
  if (count < 0 && is_transient(errno)) BIO_set_retry_read(bio);
  if (count <= 0) return static_cast<int>(count);
  if (!state.heard_any) {
    state.heard_any = true;
    // A method begins with a capital letter; a handshake record with 0x16.
    if (into[0] >= 'A' && into[0] <= 'Z') {
      state.heard_plain_http = true;
      return -1;
    }
  }
  return static_cast<int>(count);
}

int bio_write(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  ssize_t count = 0;
  do {
    count = ::send(state_of(bio).socket, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  } while (count < 0 && errno == EINTR);
  if (count < 0 && is_transient(errno)) BIO_set_retry_write(bio);
  return static_cast<int>(count);
}

long bio_control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

const BIO_METHOD* socket_method() {
  static const BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "phantomime socket");
    if (made) {
      BIO_meth_set_read(made, bio_read);
      BIO_meth_set_write(made, bio_write);
      BIO_meth_set_ctrl(made, bio_control);
    }
    return made;
  }();
  return method;
}

/// OpenSSL's last reason, such as "tlsv1 alert unknown ca"; empties its queue.
std::string take_reason() {
  const unsigned long code = ERR_peek_last_error();
  const char* reason = code ? ERR_reason_error_string(code) : nullptr;
  std::string text = reason ? reason : "";
  ERR_clear_error();
  return text;
}

class TlsChannel final : public Channel {
 public:
  explicit TlsChannel(SSL* ssl, int socket) : ssl_{ssl} { state_.socket = socket; }

  /// Joins the SSL object to the socket. False when out of memory.
  bool attach() {
    BIO* bio = BIO_new(socket_method());
    if (!bio) return false;
    BIO_set_data(bio, &state_);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl_.get(), bio, bio);
    return true;
  }

  [[nodiscard]] IoResult handshake() override {
    ERR_clear_error();
    return outcome(SSL_do_handshake(ssl_.get()), 0);
  }

  [[nodiscard]] IoResult read(std::span<char> into) override {
    ERR_clear_error();
    std::size_t count = 0;
    const int result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &count);
    return outcome(result, count);
  }

  [[nodiscard]] IoResult write(std::string_view bytes) override {
    ERR_clear_error();
    std::size_t count = 0;
    const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count);
    return outcome(result, count);
  }

  void finish() override {
    if (broken_ || !SSL_is_init_finished(ssl_.get())) return;
    ERR_clear_error();
    SSL_shutdown(ssl_.get());  // sends close_notify if the socket takes it; nobody waits for the answer
    ERR_clear_error();
  }

  [[nodiscard]] bool heard_plain_http() const noexcept override { return state_.heard_plain_http; }
  [[nodiscard]] std::string failure() const override { return failure_; }

 private:
  IoResult outcome(int result, std::size_t count) {
    if (result == 1) return {IoResult::Outcome::done, count};
    switch (SSL_get_error(ssl_.get(), result)) {
      case SSL_ERROR_WANT_READ:
        return {IoResult::Outcome::again};
      case SSL_ERROR_WANT_WRITE:
        return {IoResult::Outcome::again, 0, false, true};
      case SSL_ERROR_ZERO_RETURN:
        return {IoResult::Outcome::ended};
      default:
        broken_ = true;
        failure_ = take_reason();
        return {IoResult::Outcome::failed};
    }
  }

  SocketState state_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  bool broken_ = false;
  std::string failure_;
};

}  // namespace

std::unique_ptr<Channel> make_tls_channel(ssl_st* ssl, int socket) {
  if (!ssl) return nullptr;
  auto channel = std::make_unique<TlsChannel>(ssl, socket);
  if (!channel->attach()) return nullptr;
  return channel;
}

std::unique_ptr<Channel> TlsContext::accept(int socket) const {
  SSL* ssl = SSL_new(context_);
  if (ssl) SSL_set_accept_state(ssl);
  return make_tls_channel(ssl, socket);
}

}  // namespace phantomime::net
