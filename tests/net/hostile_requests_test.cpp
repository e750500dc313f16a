// What strangers send. Each row is followed by an honest request on a new connection: the server goes on.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/raw_client.hpp"
#include "support/test_server.hpp"

namespace phantomime::test {
namespace {

using namespace std::string_literals;

struct Hostile {
  const char* name;
  std::string bytes;
  int status;
};

std::string with(const std::string& lines) { return "POST /x HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n"; }
std::string chunks(const std::string& body) { return with("Transfer-Encoding: chunked\r\n") + body; }
std::string line(const std::string& request_line) { return request_line + "\r\nHost: a\r\n\r\n"; }

std::string many_headers(std::size_t count) {
  std::string lines;
  for (std::size_t i = 0; i < count; ++i) lines += "X-" + std::to_string(i) + ": 1\r\n";
  return lines;
}

const Hostile table[] = {
    // Request lines.
    {"blank before the method", line(" GET / HTTP/1.1"), 400},
    {"no method", line("/ HTTP/1.1"), 400},
    {"method with a colon", line("GE:T / HTTP/1.1"), 400},
    {"method with a bracket", line("G(T / HTTP/1.1"), 400},
    {"method too long", line(std::string(65, 'A') + " / HTTP/1.1"), 501},
    {"method without end", std::string(200, 'A'), 501},
    {"CONNECT", "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n", 501},
    {"no target", line("GET HTTP/1.1"), 400},
    {"no version", line("GET /"), 400},
    {"two blanks before the target", line("GET  / HTTP/1.1"), 400},
    {"two blanks before the version", line("GET /  HTTP/1.1"), 400},
    {"blank in the target", line("GET /a b HTTP/1.1"), 400},
    {"tab for a blank", line("GET\t/\tHTTP/1.1"), 400},
    {"blank after the version", line("GET / HTTP/1.1 "), 400},
    {"lower-case version", line("GET / http/1.1"), 400},
    {"version without minor", line("GET / HTTP/1"), 400},
    {"version with two digits", line("GET / HTTP/1.10"), 400},
    {"HTTP/0.9", line("GET / HTTP/0.9"), 505},
    {"HTTP/2.0", line("GET / HTTP/2.0"), 505},
    {"HTTP/9.9", line("GET / HTTP/9.9"), 505},
    {"ICE", line("SOURCE / ICE/1.0"), 400},
    {"RTSP", line("DESCRIBE / RTSP/1.0"), 400},
    {"relative target", line("GET index.html HTTP/1.1"), 400},
    {"asterisk for GET", line("GET * HTTP/1.1"), 400},
    {"absolute without a host", line("GET http:///x HTTP/1.1"), 400},
    {"raw UTF-8 in the target", line("GET /caf\xc3\xa9 HTTP/1.1"), 400},
    {"NUL in the target", line("GET /a\0b HTTP/1.1"s), 400},
    {"DEL in the target", line("GET /a\x7f HTTP/1.1"), 400},
    {"target too long", line("GET /" + std::string(70'000, 'a') + " HTTP/1.1"), 414},
    {"LF alone ends the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
    {"CR inside the request line", "GET /\rx HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"LF before the request line", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"CR before the request line", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"empty lines without end", std::string(1000, '\r') + "\n", 400},
    // Other protocols.
    {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"s, 400},
    {"TLS ClientHello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
    {"SSH", "SSH-2.0-OpenSSH_9.2\r\n", 400},
    {"SMTP", "EHLO example.org\r\n", 400},
    {"noise", "\xde\xad\xbe\xef\xff\x01", 400},
    // Field lines.
    {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
    {"two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
    {"Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
    {"Host with userinfo", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
    {"blank before the colon", with("X : 1\r\n"), 400},
    {"line without a colon", with("nonsense\r\n"), 400},
    {"empty name", with(": 1\r\n"), 400},
    {"name with a bracket", with("X(: 1\r\n"), 400},
    {"obs-fold", with("X: 1\r\n folded\r\n"), 400},
    {"obs-fold with a tab", with("X: 1\r\n\tfolded\r\n"), 400},
    {"blank before the first name", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
    {"LF alone ends a field line", "GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n", 400},
    {"LF alone ends the head", "GET / HTTP/1.1\r\nHost: a\r\n\nX", 400},
    {"CR inside a value", with("X: a\rb\r\n"), 400},
    {"NUL in a value", with("X: a\0b\r\n"s), 400},
    {"NUL in a name", with("X\0: a\r\n"s), 400},
    {"escape in a value", with("X: \x1b[31m\r\n"), 400},
    {"too many field lines", with(many_headers(300)), 431},
    {"field line too long", with("X: " + std::string(70'000, 'a') + "\r\n"), 431},
    {"field name without end", "GET / HTTP/1.1\r\n" + std::string(70'000, 'a'), 431},
    {"blanks without end", "GET / HTTP/1.1\r\nX:" + std::string(70'000, ' '), 431},
    {"unknown expectation", with("Expect: a-miracle\r\n"), 417},
    {"expectation and more", with("Expect: 100-continue, gold\r\nContent-Length: 1\r\n"), 417},
    // Bodies.
    {"both lengths", with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400},
    {"both lengths, other order", with("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n") + "0\r\n\r\n", 400},
    {"two lengths", with("Content-Length: 3\r\nContent-Length: 4\r\n") + "abcd", 400},
    {"list of lengths", with("Content-Length: 3, 3\r\n") + "abc", 400},
    {"negative length", with("Content-Length: -1\r\n"), 400},
    {"signed length", with("Content-Length: +3\r\n") + "abc", 400},
    {"hexadecimal length", with("Content-Length: 0x3\r\n") + "abc", 400},
    {"length with a blank", with("Content-Length: 1 1\r\n") + "abc", 400},
    {"empty length", with("Content-Length: \r\n"), 400},
    {"length beyond 64 bits", with("Content-Length: 99999999999999999999\r\n"), 400},
    {"length beyond the limit", with("Content-Length: 999999999\r\n"), 413},
    {"unknown coding", with("Transfer-Encoding: gzip\r\n"), 400},
    {"coding before chunked", with("Transfer-Encoding: gzip, chunked\r\n") + "0\r\n\r\n", 501},
    {"chunked, then more", with("Transfer-Encoding: chunked, identity\r\n") + "0\r\n\r\n", 400},
    {"chunked twice", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400},
    {"chunked misspelt", with("Transfer-Encoding: xchunked\r\n") + "0\r\n\r\n", 400},
    {"chunked by HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
    {"chunk size not hexadecimal", chunks("xyz\r\n"), 400},
    {"empty chunk size", chunks("\r\n"), 400},
    {"negative chunk size", chunks("-1\r\n"), 400},
    {"chunk size with 0x", chunks("0x1\r\na\r\n"), 400},
    {"blank after the chunk size", chunks("1 \r\na\r\n"), 400},
    {"chunk size beyond 64 bits", chunks("11111111111111111\r\n"), 400},
    {"chunk beyond the limit", chunks("ffffffff\r\n"), 413},
    {"chunk longer than its size", chunks("1\r\nab\r\n"), 400},
    {"LF alone after a chunk size", chunks("1\na\r\n"), 400},
    {"LF alone after a chunk", chunks("1\r\na\n0\r\n\r\n"), 400},
    {"bad trailer", chunks("0\r\nX : 1\r\n\r\n"), 400},
    {"chunk extension without end", chunks("1;" + std::string(200'000, 'a')), 400},
};

TEST(HostileRequests, GetTheAnswerRfc9112AsksForAndHarmNobodyElse) {
  ASSERT_GE(std::size(table), 60u);
  TestServer server;
  std::size_t refused = 0;
  for (const Hostile& row : table) {
    SCOPED_TRACE(row.name);
    RawClient client{server.port()};
    ASSERT_TRUE(client);
    client.send(row.bytes);
    const std::string reply = client.read_to_end();
    EXPECT_EQ(status_of(reply), row.status) << reply;
    EXPECT_TRUE(client.closed());
    EXPECT_THAT(reply, testing::HasSubstr("\r\nContent-Type: application/problem+json\r\n"));
    EXPECT_THAT(reply, testing::HasSubstr("\r\nConnection: close\r\n"));
    ASSERT_EQ(server.refusals().size(), ++refused) << "one word to the log for each";
    EXPECT_EQ(server.refusals().back().status, row.status);
    EXPECT_EQ(server.refusals().back().peer, "127.0.0.1");

    RawClient honest{server.port()};
    honest.send(get("/honest"));
    ASSERT_EQ(body_of(honest.read_reply()), "GET /honest []");
  }
}

TEST(HostileRequests, ShowNothingOfThemselvesInTheAnswer) {
  TestServer server;
  RawClient client{server.port()};
  client.send("GET /<script>?password=hunter2 HTTP/1.1\r\nHost: a\r\nAuthorization : Basic aHVudGVyMg==\r\n\r\n");
  const std::string reply = client.read_to_end();
  EXPECT_EQ(status_of(reply), 400);
  for (const char* part : {"script", "hunter2", "aHVudGVyMg"}) {
    EXPECT_THAT(reply, testing::Not(testing::HasSubstr(part)));
    EXPECT_THAT(server.refusals().at(0).reason, testing::Not(testing::HasSubstr(part)));
  }
}

TEST(HostileRequests, NeverReachTheNextRequest) {
  // What follows a refused request on the same connection is never answered: it may be part of the attack.
  TestServer server;
  RawClient client{server.port()};
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
              get("/smuggled"));
  const std::string reply = client.read_to_end();
  EXPECT_EQ(status_of(reply), 400);
  EXPECT_THAT(reply, testing::Not(testing::HasSubstr("smuggled")));
}

struct Odd {
  const char* name;
  std::string bytes;
  std::string body;  ///< of the answer
};

TEST(OddRequests, AreServedAsTheyCame) {
  const Odd odd[] = {
      {"unknown method", line("FOO /x HTTP/1.1"), "FOO /x []"},
      {"lower-case method", line("get /x HTTP/1.1"), "get /x []"},
      {"WebDAV", line("PROPFIND /x HTTP/1.1"), "PROPFIND /x []"},
      {"method of signs", line("M-SEARCH|~ /x HTTP/1.1"), "M-SEARCH|~ /x []"},
      {"asterisk", line("OPTIONS * HTTP/1.1"), "OPTIONS * []"},
      {"absolute form", line("GET http://other:1/x?y HTTP/1.1"), "GET http://other:1/x?y []"},
      {"broken escapes", line("GET /%zz%2f%00?a=%&&=+ HTTP/1.1"), "GET /%zz%2f%00?a=%&&=+ []"},
      {"odd signs in the target", line("GET /{id}|\"<>^`\\[] HTTP/1.1"), "GET /{id}|\"<>^`\\[] []"},
      {"fragment", line("GET /x#f HTTP/1.1"), "GET /x#f []"},
      {"double slashes", line("GET //x//../y HTTP/1.1"), "GET //x//../y []"},
      {"higher minor version", line("GET /x HTTP/1.7"), "GET /x []"},
      {"empty lines before", "\r\n\r\n" + line("GET /x HTTP/1.1"), "GET /x []"},
      {"empty Host", "GET /x HTTP/1.1\r\nHost:\r\n\r\n", "GET /x []"},
      {"IPv6 Host", "GET /x HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "GET /x []"},
      {"Host with an underscore", "GET /x HTTP/1.1\r\nHost: my_service\r\n\r\n", "GET /x []"},
      {"no blank after a colon", "GET /x HTTP/1.1\r\nHost:a\r\n\r\n", "GET /x []"},
      {"bytes above ASCII in a value", with("X: \xff\xe9\r\n"), "POST /x []"},
      {"empty value", with("X:\r\nY: \r\n"), "POST /x []"},
      {"GET with a body", "GET /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}", "GET /x [{}]"},
      {"DELETE with chunks", "DELETE /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
       "DELETE /x [ab]"},
      {"POST without a length", with(""), "POST /x []"},
      {"chunk size with zeros", chunks("0002\r\nab\r\n000\r\n\r\n"), "POST /x [ab]"},
      {"NUL in a body", with("Content-Length: 3\r\n") + "a\0b"s, "POST /x [a\0b]"s},
      {"upgrade to a websocket", with("Connection: Upgrade\r\nUpgrade: websocket\r\n"), "POST /x []"},
      {"upgrade to h2c", with("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"),
       "POST /x []"},
  };
  TestServer server;
  for (const Odd& row : odd) {
    SCOPED_TRACE(row.name);
    RawClient client{server.port()};
    client.send(row.bytes + get("/next"));
    const std::string reply = client.read_reply();
    EXPECT_EQ(status_of(reply), 200) << reply;
    EXPECT_EQ(body_of(reply), row.body);
    EXPECT_EQ(body_of(client.read_reply()), "GET /next []");
  }
  EXPECT_TRUE(server.refusals().empty());
}

}  // namespace
}  // namespace phantomime::test
