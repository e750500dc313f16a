// The proxy and TLS: towards upstreams, inside of CONNECT, and what Proxy::check says of targets.

#include <filesystem>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <unistd.h>

#include "phantomime/net/certificate_authority.hpp"
#include "phantomime/net/proxy.hpp"

#include "support/raw_server.hpp"
#include "support/test_certificate.hpp"
#include "support/test_proxy.hpp"
#include "support/test_server.hpp"
#include "support/tls_end.hpp"

namespace phantomime::test {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using Kind = net::ProxyEnd::Kind;

/// A file in a folder of this process.
std::string file_with(const std::string& name, const std::string& bytes) {
  static const std::string folder = [] {
    std::string made = testing::TempDir() + "proxy_tls_" + std::to_string(::getpid());
    std::filesystem::create_directories(made);
    return made;
  }();
  std::ofstream{folder + "/" + name} << bytes;
  return folder + "/" + name;
}

const net::PemPair& authority() {
  static const net::PemPair made = *net::make_authority();
  return made;
}
const std::string& authority_file() {
  static const std::string path = file_with("authority.pem", authority().certificate);
  return path;
}

net::TlsFiles files_of(const std::string& name, const net::PemPair& pair) {
  return {file_with(name + ".pem", pair.certificate), file_with(name + ".key", pair.key)};
}

/// Signed by itself, for 127.0.0.1, and expired yesterday.
net::PemPair expired_pair() {
  const std::unique_ptr<EVP_PKEY, FreeTls> key{EVP_EC_gen("P-256")};
  const std::unique_ptr<X509, FreeTls> certificate{X509_new()};
  X509* raw = certificate.get();
  X509_set_version(raw, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(raw), 1);
  X509_gmtime_adj(X509_getm_notBefore(raw), -200'000);
  X509_gmtime_adj(X509_getm_notAfter(raw), -100'000);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(raw), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("old"), -1, -1, 0);
  X509_set_issuer_name(raw, X509_get_subject_name(raw));
  X509_set_pubkey(raw, key.get());
  X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
  X509_add_ext(raw, names, -1);
  X509_EXTENSION_free(names);
  X509_sign(raw, key.get(), EVP_sha256());
  net::PemPair pair;
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, raw);
  char* bytes = nullptr;
  long size = BIO_get_mem_data(bio, &bytes);
  pair.certificate.assign(bytes, static_cast<std::size_t>(size));
  static_cast<void>(BIO_reset(bio));
  PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  size = BIO_get_mem_data(bio, &bytes);
  pair.key.assign(bytes, static_cast<std::size_t>(size));
  BIO_free(bio);
  return pair;
}

std::string https(std::uint16_t port, const std::string& host = "127.0.0.1") {
  return "https://" + host + ":" + std::to_string(port);
}

net::Upstream trusting(const std::string& ca_file) {
  net::Upstream upstream;
  upstream.ca_file = ca_file;
  upstream.connect_timeout = std::chrono::seconds{10};
  return upstream;
}

TEST(ProxyTls, ReachesUpstreamsThatItTrusts) {
  TestServer server{with_tls};
  for (const char* host : {"127.0.0.1", "localhost"}) {
    TestProxy proxy{https(server.port(0), host),
                    [](auto& options, auto&) { options.upstream.ca_file = test_certificate().ca; }};
    RawClient client{proxy.port()};
    client.send(get("/one"));
    EXPECT_EQ(body_of(client.read_reply()), "GET /one []");
    client.send(get("/big/3000000"));
    EXPECT_EQ(body_of(client.read_reply()).size(), 3'000'000u);
    EXPECT_EQ(proxy.ended(2)[1].origin, https(server.port(0), host));
  }
}

TEST(ProxyTls, RefusesUpstreamsThatItDoesNotTrust) {
  TestServer server{with_tls};
  TestProxy strict{https(server.port(0))};
  RawClient client{strict.port()};
  client.send(get("/one"));
  const std::string reply = client.read_reply();
  EXPECT_EQ(status_of(reply), 502);
  EXPECT_THAT(body_of(reply), AllOf(HasSubstr("authority"), HasSubstr("--cacert"), HasSubstr("-k")));
  EXPECT_EQ(strict.ended(1)[0].end->kind, Kind::upstream_failed);

  TestProxy lenient{https(server.port(0)),
                    [](auto& options, auto&) { options.upstream.verify = net::Upstream::Verify::nobody; }};
  RawClient other{lenient.port()};
  other.send(get("/one"));
  EXPECT_EQ(body_of(other.read_reply()), "GET /one []");
}

/// A server that wants a client certificate.
TlsContextPtr demanding_context(const net::TlsFiles& files) {
  TlsContextPtr context{SSL_CTX_new(TLS_server_method())};
  SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str());
  SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM);
  SSL_CTX_load_verify_locations(context.get(), authority_file().c_str(), nullptr);
  SSL_CTX_set_purpose(context.get(), X509_PURPOSE_ANY);  // our leaves are for servers
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_session_id_context(context.get(), reinterpret_cast<const unsigned char*>("t"), 1);
  return context;
}

TEST(ProxyTls, ShowsItsCertificateSaysWhomItWantsAndTakesSessionsUpAgain) {
  RawServer upstream;
  const TlsContextPtr context = demanding_context(files_of("server", *net::make_leaf(authority(), {"localhost"})));
  SSL_CTX_set_alpn_select_cb(
      context.get(),
      [](SSL*, const unsigned char** out, unsigned char* length, const unsigned char* in, unsigned, void*) {
        *out = in + 1;
        *length = in[0];
        return SSL_TLSEXT_ERR_OK;
      },
      nullptr);
  TestProxy proxy{https(upstream.port(), "localhost"), [](auto& options, auto&) {
                    const net::TlsFiles files = files_of("client", *net::make_leaf(authority(), {"client"}));
                    options.upstream = trusting(authority_file());
                    options.upstream.certificate = files.certificate;
                    options.upstream.key = files.key;
                  }};
  RawClient client{proxy.port()};
  for (const int reused : {0, 1}) {
    client.send(get("/"));
    TlsEnd server = TlsEnd::server(upstream.accept(), context.get());
    ASSERT_TRUE(server.connected());
    EXPECT_STREQ(SSL_get_servername(server.ssl(), TLSEXT_NAMETYPE_host_name), "localhost");
    const unsigned char* protocol = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(server.ssl(), &protocol, &length);
    EXPECT_EQ((std::string{reinterpret_cast<const char*>(protocol), length}), "http/1.1");
    EXPECT_EQ(SSL_session_reused(server.ssl()), reused);
    EXPECT_THAT(server.read_through("\r\n\r\n"), HasSubstr("Host: localhost:"));
    server.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
    EXPECT_EQ(body_of(client.read_reply()), "ok");
  }
}

TEST(ProxyCheck, TellsHowLongItTookOrWhatIsWrong) {
  TestServer server{with_tls};
  const auto plain = "http://127.0.0.1:" + std::to_string(server.port(1));
  const auto took = net::Proxy::check(plain + "/x", {});
  ASSERT_TRUE(took) << took.error().what;
  EXPECT_GT(took->count(), 0);
  EXPECT_TRUE(net::Proxy::check(https(server.port(0)), trusting(test_certificate().ca)));
  net::Upstream anybody;
  anybody.verify = net::Upstream::Verify::nobody;
  EXPECT_TRUE(net::Proxy::check(https(server.port(0)), anybody));
}

TEST(ProxyCheck, FindsTheCause) {
  const auto with_files = [](const net::TlsFiles& files, const char* host) {
    return [=](net::Server::Options& options) {
      options.tls = files;
      options.listeners = {net::Listener{host, 0, true}};
    };
  };
  TestServer known{with_tls};
  TestServer elsewhere{with_files(test_certificate().files, "127.0.0.2")};
  const net::PemPair old = expired_pair();
  TestServer expired{with_files(files_of("expired", old), "127.0.0.1")};
  TestServer lone{with_files(files_of("lone", authority()), "127.0.0.1")};
  RawServer gone;
  const std::uint16_t closed = gone.port();
  gone.close();
  const std::string ca = test_certificate().ca;
  const struct {
    std::string url;
    std::string ca_file;
    const char* what;
    const char* hint;
  } rows[] = {
      {"http://no-such-host.invalid", "", "its name", "DNS"},
      {"http://127.0.0.1:" + std::to_string(closed), "", "refused", "port"},
      {https(known.port(0)), "", "authority", "--cacert"},
      {https(elsewhere.port(), "127.0.0.2"), ca, "another name", "-k"},
      {https(expired.port()), file_with("old.pem", old.certificate), "has expired", "renew"},
      {https(lone.port()), ca, "self-signed", "--cacert"},
      {https(known.port(1)), ca, "plain HTTP", "http://"},
  };
  for (const auto& row : rows) {
    const auto checked = net::Proxy::check(row.url, trusting(row.ca_file));
    ASSERT_FALSE(checked) << row.url;
    EXPECT_EQ(checked.error().code, ErrorCode::io) << row.url;
    EXPECT_THAT(checked.error().what, AllOf(HasSubstr("cannot reach "), HasSubstr(row.what)));
    EXPECT_THAT(checked.error().hint, HasSubstr(row.hint)) << checked.error().what;
  }
  EXPECT_EQ(net::Proxy::check("example.org", {}).error().code, ErrorCode::syntax);
  EXPECT_THAT(net::Proxy::check("https://a", trusting("/nowhere.pem")).error().what, HasSubstr("/nowhere.pem"));
}

TEST(ProxyCheck, KnowsWhatIsNoHttp) {
  const struct {
    const char* says;
    const char* what;
  } rows[] = {{"SSH-2.0-OpenSSH_9.2\r\n", "does not speak HTTP/1.1"},
              {"\x15\x03\x01\x00\x02\x02\x46", "does not speak HTTP/1.1"},
              {"", "closed the connection without an answer"}};
  for (const auto& row : rows) {
    RawServer server;
    std::thread playing{[&] {
      RawClient caller = server.accept();
      EXPECT_THAT(caller.read_through("\r\n\r\n"), StartsWith("HEAD / HTTP/1.1\r\n"));
      caller.send(row.says);
    }};
    const auto checked = net::Proxy::check(server.url(), {});
    playing.join();
    ASSERT_FALSE(checked);
    EXPECT_THAT(checked.error().what, HasSubstr(row.what));
    EXPECT_THAT(checked.error().hint, HasSubstr("https://"));
  }
  RawServer silent;
  net::Upstream hasty;
  hasty.connect_timeout = std::chrono::milliseconds{50};
  const auto checked = net::Proxy::check(silent.url(), hasty);
  ASSERT_FALSE(checked);
  EXPECT_THAT(checked.error().what, HasSubstr("did not answer in time"));
}

void forward(net::Proxy::Options& options, net::ProxyHandler&) {
  options.authority = authority();
  options.upstream.ca_file = test_certificate().ca;
}

std::string connect_to(RawClient& client, const std::string& authority_form) {
  client.send("CONNECT " + authority_form + " HTTP/1.1\r\nHost: " + authority_form + "\r\n\r\n");
  return client.read_through("\r\n\r\n");
}

TEST(ForwardProxy, LooksIntoConnectWithACertificateOfItsAuthority) {
  TestServer server{with_tls};
  TestProxy proxy{"", forward};
  const std::string name = "localhost:" + std::to_string(server.port(0));
  for (int i = 0; i < 2; ++i) {
    RawClient raw{proxy.port()};
    EXPECT_THAT(connect_to(raw, name), StartsWith("HTTP/1.1 200 "));
    TlsEnd client = TlsEnd::client(std::move(raw), authority_file(), "localhost");
    ASSERT_TRUE(client.connected());
    EXPECT_EQ(SSL_get_verify_result(client.ssl()), X509_V_OK);
    for (const char* path : {"/one", "/two"}) {
      client.send("GET " + std::string{path} + " HTTP/1.1\r\nHost: localhost\r\nProxy-Authorization: x\r\n\r\n");
      EXPECT_THAT(client.read_through("[]"), EndsWith("GET " + std::string{path} + " []"));
    }
  }
  const auto told = proxy.ended(4);
  EXPECT_EQ(told[3].origin, "https://" + name);
  EXPECT_EQ(told[3].request.target, "/two");
  EXPECT_TRUE(told[3].request.tls);
  EXPECT_EQ(told[3].connection, 2u);
  EXPECT_LE(server.server().counts().accepted, 1u) << "upstream connections are shared";
}

TEST(ForwardProxy, MakesCertificatesForAddressesToo) {
  TestServer server{with_tls};
  TestProxy proxy{"", forward};
  RawClient raw{proxy.port()};
  EXPECT_THAT(connect_to(raw, "127.0.0.1:" + std::to_string(server.port(0))), StartsWith("HTTP/1.1 200 "));
  TlsContextPtr context{SSL_CTX_new(TLS_client_method())};
  SSL_CTX_load_verify_locations(context.get(), authority_file().c_str(), nullptr);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const std::unique_ptr<SSL, FreeTls> ssl{SSL_new(context.get())};
  X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), "127.0.0.1");
  SSL_set_fd(ssl.get(), raw.socket());
  EXPECT_EQ(SSL_connect(ssl.get()), 1);
}

TEST(ForwardProxy, TellsWhyAClientBrokeTheHandshake) {
  TestServer server{with_tls};
  TestProxy proxy{"", forward};
  RawClient raw{proxy.port()};
  EXPECT_THAT(connect_to(raw, "localhost:" + std::to_string(server.port(0))), StartsWith("HTTP/1.1 200 "));
  EXPECT_FALSE(TlsEnd::client(std::move(raw), test_certificate().ca, "localhost").connected());
  EXPECT_THAT(proxy.refusals(1).at(0).reason, HasSubstr("does not trust this proxy's certificate authority"));
}

TEST(ForwardProxy, CarriesPlainHttpInsideOfConnect) {
  RawServer upstream;
  TestProxy proxy{"", forward};
  RawClient client{proxy.port()};
  EXPECT_THAT(connect_to(client, "127.0.0.1:" + std::to_string(upstream.port())), StartsWith("HTTP/1.1 200 "));
  client.send(get("/x"));
  RawClient server = upstream.accept();
  EXPECT_THAT(server.read_through("\r\n\r\n"), AllOf(StartsWith("GET /x HTTP/1.1\r\n"), HasSubstr("Host: test\r\n")));
  server.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  EXPECT_EQ(body_of(client.read_reply()), "ok");
  EXPECT_EQ(proxy.ended(1)[0].origin, upstream.url());
}

TEST(ForwardProxy, CarriesWholeUrls) {
  RawServer upstream;
  TestProxy proxy{"", forward};
  RawClient client{proxy.port()};
  const struct {
    std::string target;
    const char* method;
    const char* goes_on;
  } rows[] = {{"/a?b", "GET", "/a?b"}, {"", "GET", "/"}, {"?q", "GET", "/?q"}, {"", "OPTIONS", "*"}};
  RawClient server{net::Descriptor{}};
  std::size_t count = 0;
  for (const auto& row : rows) {
    client.send(std::string{row.method} + " " + upstream.url() + row.target +
                " HTTP/1.1\r\nHost: other\r\nProxy-Authorization: Basic eA==\r\nProxy-Connection: keep-alive\r\n\r\n");
    if (count++ == 0) server = upstream.accept();
    const std::string heard = server.read_through("\r\n\r\n");
    EXPECT_THAT(heard, StartsWith(std::string{row.method} + " " + row.goes_on +
                                  " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(upstream.port()) + "\r\nVia: "));
    server.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    EXPECT_EQ(body_of(client.read_reply()), "ok");
    EXPECT_EQ(proxy.ended(count)[count - 1].request.target, upstream.url() + row.target);
  }
}

TEST(ForwardProxy, SaysWhatItIsToWhomUsesItWrongly) {
  TestProxy proxy{"", forward};
  const struct {
    std::string request;
    int status;
    const char* reason;
  } rows[] = {{get("/x"), 400, "forward proxy"},
              {"GET http://u:p@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, "user"},
              {"GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, "http"},
              {"CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n", 400, "port"},
              {"CONNECT a:443 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", 400, "body"},
              {"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n\x16\x03\x01", 400, "before it was answered"}};
  for (const auto& row : rows) {
    RawClient client{proxy.port()};
    client.send(row.request);
    const std::string reply = client.read_reply();
    EXPECT_EQ(status_of(reply), row.status) << row.request;
    EXPECT_THAT(body_of(reply), HasSubstr(row.reason));
  }
  EXPECT_EQ(proxy.ended_so_far(), 0u);
}

TEST(ForwardProxy, NeedsAnAuthorityForConnect) {
  TestProxy proxy{""};
  RawClient client{proxy.port()};
  client.send("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n");
  const std::string reply = client.read_reply();
  EXPECT_EQ(status_of(reply), 501);
  EXPECT_THAT(body_of(reply), HasSubstr("certificate authority"));
  EXPECT_EQ(proxy.ended(1)[0].end->kind, Kind::refused);
}

TEST(ProxyTls, ServesClientsThroughTlsAndTellsThoseThatSpeakPlainHttp) {
  TestServer upstream;
  TestProxy proxy{"http://127.0.0.1:" + std::to_string(upstream.port()), [](auto& options, auto&) {
                    options.listeners = {net::Listener{"127.0.0.1", 0, true}};
                    options.tls = test_certificate().files;
                  }};
  TlsEnd client = TlsEnd::client(RawClient{proxy.port()}, test_certificate().ca, "localhost");
  ASSERT_TRUE(client.connected());
  client.send(get("/one"));
  EXPECT_THAT(client.read_through("[]"), EndsWith("GET /one []"));
  RawClient plain{proxy.port()};
  plain.send(get("/x"));
  EXPECT_THAT(plain.read_to_end(), AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("https://")));
  EXPECT_THAT(proxy.refusals(1).at(0).reason, HasSubstr("https://"));
}

}  // namespace
}  // namespace phantomime::test
