#include "phantomime/net/tls.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include "phantomime/net/certificate.hpp"
#include "phantomime/net/client.hpp"

#include "support/raw_client.hpp"
#include "support/test_certificate.hpp"
#include "support/test_server.hpp"

namespace phantomime::test {
namespace {

using testing::HasSubstr;

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};

/// A blocking TLS client over a RawClient's socket.
class TlsClient {
 public:
  struct Wishes {
    int highest = 0;
    std::string protocols;  ///< ALPN, as on the wire
    SSL_SESSION* session = nullptr;
  };

  TlsClient(std::uint16_t port, Wishes wishes) : raw_{port}, context_{SSL_CTX_new(TLS_client_method())} {
    SSL_CTX_load_verify_locations(context_.get(), test_certificate().ca.c_str(), nullptr);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    if (wishes.highest) SSL_CTX_set_max_proto_version(context_.get(), wishes.highest);
    if (wishes.highest) SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    ssl_.reset(SSL_new(context_.get()));
    if (!wishes.protocols.empty()) {
      SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(wishes.protocols.data()),
                          static_cast<unsigned>(wishes.protocols.size()));
    }
    if (wishes.session) SSL_set_session(ssl_.get(), wishes.session);
    SSL_set_fd(ssl_.get(), raw_.socket());
    connected_ = SSL_connect(ssl_.get()) == 1;
    ERR_clear_error();
  }

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] SSL* ssl() const { return ssl_.get(); }

  void send(std::string_view bytes) { SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())); }
  /// Until the body has so many bytes.
  std::string read(std::size_t body_bytes) {
    std::string all;
    char buffer[20000];
    std::size_t head_end = std::string::npos;
    while (head_end == std::string::npos || all.size() < head_end + 4 + body_bytes) {
      const int count = SSL_read(ssl_.get(), buffer, sizeof buffer);
      if (count <= 0) break;
      all.append(buffer, static_cast<std::size_t>(count));
      if (head_end == std::string::npos) head_end = all.find("\r\n\r\n");
    }
    return all;
  }

 private:
  RawClient raw_;
  std::unique_ptr<SSL_CTX, FreeSsl> context_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  bool connected_ = false;
};

TEST(Tls, ServesTheSameAsThePlainPort) {
  TestServer server{with_tls};
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client{server.port(), {version, {}, nullptr}};
    ASSERT_TRUE(client.connected());
    EXPECT_EQ(SSL_version(client.ssl()), version);
    EXPECT_EQ(SSL_get_verify_result(client.ssl()), X509_V_OK);
    client.send(get("/one") + get("/delay/20"));
    EXPECT_THAT(client.read(11 + 13), HasSubstr("GET /one []"));
    client.send(get("/big/3000000"));
    EXPECT_EQ(body_of(client.read(3'000'000)).size(), 3'000'000u);
  }
  RawClient plain{server.port(1)};
  plain.send(get("/one"));
  EXPECT_EQ(body_of(plain.read_reply()), "GET /one []");
}

TEST(Tls, RefusesOldVersions) {
  TestServer server{with_tls};
  TlsClient client{server.port(), {TLS1_1_VERSION, {}, nullptr}};
  EXPECT_FALSE(client.connected());
}

TEST(Tls, ChoosesHttp11ByAlpn) {
  TestServer server{with_tls};
  TlsClient both{server.port(), {0, "\x02h2\x08http/1.1", nullptr}};
  ASSERT_TRUE(both.connected());
  const unsigned char* chosen = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(both.ssl(), &chosen, &length);
  EXPECT_EQ((std::string{reinterpret_cast<const char*>(chosen), length}), "http/1.1");

  TlsClient only_h2{server.port(), {0, "\x02h2", nullptr}};
  EXPECT_FALSE(only_h2.connected());
  ASSERT_TRUE(server.wait_for_refusals(1));
  EXPECT_EQ(server.refusals()[0].status, 0);
  EXPECT_THAT(server.refusals()[0].reason, HasSubstr("TLS handshake failed: "));
}

TEST(Tls, ResumesSessions) {
  TestServer server{with_tls};
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    std::unique_ptr<SSL_SESSION, FreeSsl> session;
    {
      TlsClient first{server.port(), {version, {}, nullptr}};
      first.send(get("/one"));
      (void)first.read(11);  // the ticket of TLS 1.3 comes with the first bytes
      EXPECT_EQ(SSL_session_reused(first.ssl()), 0);
      session.reset(SSL_get1_session(first.ssl()));
      SSL_shutdown(first.ssl());
    }
    TlsClient second{server.port(), {version, {}, session.get()}};
    ASSERT_TRUE(second.connected());
    EXPECT_EQ(SSL_session_reused(second.ssl()), 1) << version;
    second.send(get("/two"));
    EXPECT_EQ(body_of(second.read(11)), "GET /two []");
  }
}

TEST(Tls, TellsAClientThatSpeaksPlainHttpToIt) {
  TestServer server{with_tls};
  for (const std::string& request : {get("/x"), std::string{"FOO /x HTTP/1.1\r\nHost: a\r\n\r\n"}}) {
    RawClient client{server.port()};
    client.send(request);
    const std::string reply = client.read_to_end();
    EXPECT_EQ(status_of(reply), 400) << reply;
    EXPECT_THAT(reply, HasSubstr("https://"));
  }
}

TEST(Tls, SurvivesNoiseAndClientsThatTrustNobody) {
  TestServer server{with_tls};
  RawClient noise{server.port()};
  noise.send("\x16\x03\x01nonsense that is no handshake at all");
  (void)noise.read_to_end();
  EXPECT_TRUE(noise.closed());
  RawClient silent{server.port()};
  silent.end_sending();
  (void)silent.read_to_end();
  EXPECT_TRUE(silent.closed());
  TlsClient honest{server.port(), {}};
  honest.send(get("/x"));
  EXPECT_EQ(body_of(honest.read(8)), "GET /x []");
}

TEST(Tls, ClosesAClientThatNeverFinishesTheHandshake) {
  TestServer server{[](net::Server::Options& options) {
    with_tls(options);
    options.limits.head_timeout = std::chrono::milliseconds{50};
  }};
  RawClient client{server.port()};
  client.send("\x16\x03\x01");
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_TRUE(client.closed());
}

TEST(Tls, SaysWhatIsWrongWithTheFilesItIsGiven) {
  const std::string folder = testing::TempDir() + "tls_files_" + std::to_string(::getpid());
  std::filesystem::create_directories(folder);
  std::ofstream{folder + "/no.pem"} << "nonsense";
  const auto other = net::keep_certificate(folder + "/other", {});
  ASSERT_TRUE(other);
  const net::TlsFiles& good = test_certificate().files;
  const struct {
    net::TlsFiles files;
    std::string what;
  } table[] = {
      {{"/nowhere.pem", good.key}, "cannot read the certificate /nowhere.pem: no such file or directory"},
      {{good.certificate, "/nowhere.key"}, "cannot read the key /nowhere.key: no such file or directory"},
      {{folder, good.key}, "cannot read the certificate " + folder + ": not a file"},
      {{folder + "/no.pem", good.key},
       "the certificate " + folder + "/no.pem is no certificate in PEM, or one with a key too weak"},
      {{good.certificate, folder + "/no.pem"}, "the key " + folder + "/no.pem is no unencrypted private key in PEM"},
      {{good.certificate, other->files.key},
       "the key " + other->files.key + " does not belong to the certificate " + good.certificate},
  };
  for (const auto& row : table) {
    const auto context = net::TlsContext::create(row.files);
    ASSERT_FALSE(context) << row.what;
    EXPECT_EQ(context.error().what, row.what);
    EXPECT_NE(context.error().hint, "");
  }
  std::filesystem::remove_all(folder);
}

http::Request request(const std::string& method, const std::string& target, const std::string& body = {}) {
  http::Request made;
  made.method = method;
  made.target = target;
  made.body = body;
  return made;
}

TEST(Client, AsksPlainAndTlsServers) {
  TestServer server{with_tls};
  net::ClientOptions options;
  options.ca_file = test_certificate().ca;
  const net::Client client{options};
  const std::string https = "https://127.0.0.1:" + std::to_string(server.port(0));
  const std::string http = "http://127.0.0.1:" + std::to_string(server.port(1));
  for (const std::string& base : {https, http, http + "/", http + "/prefix"}) {
    const auto reply = client.send(base, request("PROPFIND", "/a%2Fb?x=%20", "body"));
    ASSERT_TRUE(reply) << reply.error().what;
    EXPECT_EQ(reply->status, 200);
    EXPECT_THAT(std::string{reply->body_text()}, HasSubstr("/a%2Fb?x=%20 [body]"));
  }
}

TEST(Client, SaysWhyThereIsNoAnswer) {
  TestServer server{with_tls};
  const net::Client strict;
  const std::string https = "https://127.0.0.1:" + std::to_string(server.port(0));
  const auto distrusted = strict.send(https, request("GET", "/"));
  ASSERT_FALSE(distrusted);
  EXPECT_EQ(distrusted.error().code, ErrorCode::io);
  net::ClientOptions any;
  any.verify = net::Verify::nobody;
  EXPECT_TRUE(net::Client{any}.send(https, request("GET", "/")));
  any.body_limit = 10;
  const auto too_long = net::Client{any}.send(https, request("GET", "/big/100000"));
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().code, ErrorCode::limit);
  for (const char* url : {"127.0.0.1:1", "ftp://a", "http://", "https://u:hunter2@a/"}) {
    const auto wrong = strict.send(url, request("GET", "/"));
    ASSERT_FALSE(wrong) << url;
    EXPECT_EQ(wrong.error().code, ErrorCode::syntax);
    EXPECT_THAT(wrong.error().what, testing::Not(HasSubstr("hunter2")));
  }
}

}  // namespace
}  // namespace phantomime::test
