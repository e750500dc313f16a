// Rows about header fields: their syntax, how many, and what the ones that frame or route say.

#include "net/hostile_table.hpp"

namespace phantomime::test {

namespace {

using namespace std::string_literals;

std::string with(const std::string& lines) { return "POST /x HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n"; }
std::string host(const std::string& value) { return "GET /x HTTP/1.1\r\nHost: " + value + "\r\n\r\n"; }

std::string many_headers(std::size_t count) {
  std::string lines;
  for (std::size_t i = 0; i < count; ++i) lines += "X-" + std::to_string(i) + ": 1\r\n";
  return lines;
}

std::vector<Strange> refused_hosts() {
  return {
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"no Host beside an absolute target", "GET http://a/ HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"the same Host twice", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
      {"two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nhOST: b\r\n\r\n", 400},
      {"bad Host in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a/b\r\n\r\n", 400},
      {"list of Hosts", host("a, b"), 400},
      {"Host with a path", host("a/b"), 400},
      {"Host with a scheme", host("http://a"), 400},
      {"Host with userinfo", host("u@a"), 400},
      {"Host with a query", host("a?b"), 400},
      {"Host with a fragment", host("a#b"), 400},
      {"Host with a blank", host("a b"), 400},
      {"Host with a backslash", host("a\\b"), 400},
      {"Host in quotes", host("\"a\""), 400},
      {"Host with an 8-bit byte", host("caf\xe9"), 400},
      {"Host with a NUL", host("a\0b"s), 400},
      {"Host with a broken escape", host("a%zz"), 400},
      {"Host with a port of letters", host("a:http"), 400},
      {"Host with a signed port", host("a:-80"), 400},
      {"Host with two ports", host("a:80:90"), 400},
      {"IPv6 Host without brackets", host("::1"), 400},
      {"IPv6 Host without an end", host("[::1"), 400},
      {"IPv6 Host without a beginning", host("::1]"), 400},
      {"IPv6 Host of nothing", host("[]"), 400},
      {"IPv6 Host and letters", host("[::1]a"), 400},
  };
}

std::vector<Strange> refused_syntax() {
  return {
      {"blank before the colon", with("X : 1\r\n"), 400},
      {"tab before the colon", with("X\t: 1\r\n"), 400},
      {"blank before the colon of a length", with("Content-Length : 0\r\n"), 400},
      {"line without a colon", with("nonsense\r\n"), 400},
      {"a second request line among the fields", with("GET /smuggled HTTP/1.1\r\n"), 400},
      {"empty name", with(": 1\r\n"), 400},
      {"name with a bracket", with("X(: 1\r\n"), 400},
      {"name with a blank", with("X Y: 1\r\n"), 400},
      {"name with a slash", with("X/Y: 1\r\n"), 400},
      {"name in quotes", with("\"X\": 1\r\n"), 400},
      {"name with an 8-bit byte", with("X\xe9: 1\r\n"), 400},
      {"NUL in a name", with("X\0: a\r\n"s), 400},
      {"vertical tab before a name", with("\x0bX: a\r\n"), 400},
      {"obs-fold", with("X: 1\r\n folded\r\n"), 400},
      {"obs-fold with a tab", with("X: 1\r\n\tfolded\r\n"), 400},
      {"obs-fold of an empty value", with("X:\r\n folded\r\n"), 400},
      {"obs-fold of blanks", with("X: 1\r\n \r\n"), 400},
      {"obs-fold of a length", with("Content-Length: 1\r\n 0\r\n"), 400},
      {"blank before the first name", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
      {"LF alone ends a field line", "GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n", 400},
      {"LF alone ends an empty value", "GET / HTTP/1.1\r\nHost: a\r\nX:\n\r\n", 400},
      {"LF alone ends the head", "GET / HTTP/1.1\r\nHost: a\r\n\nX", 400},
      {"CR alone ends the head", "GET / HTTP/1.1\r\nHost: a\r\n\rX", 400},
      {"two CRs end a field line", with("X: 1\r\r\n"), 400},
      {"CR inside a value", with("X: a\rb\r\n"), 400},
      {"CR inside a name", with("X\rY: b\r\n"), 400},
      {"LF inside a name", with("X\nY: b\r\n"), 400},
      {"NUL in a value", with("X: a\0b\r\n"s), 400},
      {"escape in a value", with("X: \x1b[31m\r\n"), 400},
      {"backspace in a value", with("X: a\x08\r\n"), 400},
      {"DEL in a value", with("X: a\x7f\r\n"), 400},
      {"one field line too many", with(many_headers(256)), 431},
      {"too many field lines", with(many_headers(5'000)), 431},
      {"the same field without end", with(many_headers(1) + std::string(70'000, 'a')), 431},
      {"field line too long", with("X: " + std::string(70'000, 'a') + "\r\n"), 431},
      {"field name without end", "GET / HTTP/1.1\r\n" + std::string(70'000, 'a'), 431},
      {"field value without end", "GET / HTTP/1.1\r\nX: " + std::string(70'000, 'a'), 431},
      {"blanks without end", "GET / HTTP/1.1\r\nX:" + std::string(70'000, ' '), 431},
      {"unknown expectation", with("Expect: a-miracle\r\n"), 417},
      {"expectation with a value", with("Expect: 100-continue=yes\r\n"), 417},
      {"expectation and more", with("Expect: 100-continue, gold\r\nContent-Length: 1\r\n"), 417},
      {"expectations in two lines", with("Expect: 100-continue\r\nExpect: gold\r\nContent-Length: 1\r\n"), 417},
  };
}

std::vector<Strange> served_fields() {
  const std::string x = "POST /x []";
  const std::string got = "GET /x []";
  return {
      {"empty Host", host(""), 200, got},
      {"Host with a port", host("a:80"), 200, got},
      {"Host with an empty port", host("a:"), 200, got},
      {"port without a host", host(":80"), 200, got},
      {"port beyond 16 bits", host("a:99999"), 200, got},
      {"IPv6 Host", host("[::1]:80"), 200, got},
      {"IPv4 in IPv6 Host", host("[::ffff:127.0.0.1]"), 200, got},
      {"Host of signs", host("a.b-c_d~!$&'()*+,;=%41"), 200, got},
      {"no blank after a colon", "GET /x HTTP/1.1\r\nHost:a\r\n\r\n", 200, got},
      {"many blanks after a colon", "GET /x HTTP/1.1\r\nHost:\t  \t a \t\r\n\r\n", 200, got},
      {"Host in other letters", "GET /x HTTP/1.1\r\nhOsT: a\r\n\r\n", 200, got},
      {"Host last", "GET /x HTTP/1.1\r\nX: 1\r\nHost: a\r\n\r\n", 200, got},
      {"HTTP/1.0 without a Host", "GET /x HTTP/1.0\r\n\r\n", 200, got, 0, false},
      {"bytes above ASCII in a value", with("X: \xff\xe9\r\n"), 200, x},
      {"empty value", with("X:\r\nY: \r\n"), 200, x},
      {"tab in a value", with("X: a\tb\r\n"), 200, x},
      {"value of colons", with("X: ::::\r\n"), 200, x},
      {"name of signs", with("!#$%&'*+-.^_`|~: 1\r\n"), 200, x},
      {"a digit for a name", with("1: 1\r\n"), 200, x},
      {"as many field lines as are taken", with(many_headers(255)), 200, x},
      {"longest field line", with("X: " + std::string(65'000, 'a') + "\r\n"), 200, x},
      {"the same field many times", with("X: 1\r\nX: 2\r\nx: 1\r\n"), 200, x},
      {"forged peer fields", with("REMOTE_ADDR: 6.6.6.6\r\nX-Forwarded-For: 6.6.6.6\r\n"), 200, x},
      {"underscore for a dash in a length", with("Content_Length: 3\r\n"), 200, x},
      {"Connection that closes", with("Connection: close\r\n"), 200, x, 0, false},
      {"Connection in capitals", with("Connection: CLOSE\r\n"), 200, x, 0, false},
      {"Connection with close in a list", with("Connection: x, close , y\r\n"), 200, x, 0, false},
      {"Connection with close in a second line", with("Connection: x\r\nConnection: close\r\n"), 200, x, 0, false},
      {"Connection of two minds", with("Connection: keep-alive, close\r\n"), 200, x, 0, false},
      {"Connection of two minds, other order", with("Connection: close, keep-alive\r\n"), 200, x, 0, false},
      {"Connection of two minds in HTTP/1.0", "GET /x HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", 200, got, 0,
       false},
      {"HTTP/1.0 that keeps", "GET /x HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", 200, got},
      {"Connection of commas", with("Connection: ,,, ,\r\n"), 200, x},
      {"empty Connection", with("Connection:\r\n"), 200, x},
      {"Connection with a longer word", with("Connection: closed\r\n"), 200, x},
      {"Connection with close in quotes", with("Connection: \"close\"\r\n"), 200, x},
      {"Connection that names Host", with("Connection: Host\r\n"), 200, x},
      {"Proxy-Connection", with("Proxy-Connection: close\r\n"), 200, x},
      {"Keep-Alive of its own", with("Keep-Alive: timeout=0, max=0\r\n"), 200, x},
      {"upgrade to a websocket", with("Connection: Upgrade\r\nUpgrade: websocket\r\n"), 200, x},
      {"upgrade with a body", with("Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 2\r\n") + "ab", 200,
       "POST /x [ab]"},
      {"upgrade to h2c", with("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"), 200, x},
      {"upgrade to TLS", "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: TLS/1.2\r\n\r\n", 200,
       "OPTIONS * []"},
      {"Upgrade without Connection", with("Upgrade: h2c, foo/2\r\n"), 200, x},
      {"Range", with("Range: bytes=0-0,1-1,2-2\r\n"), 200, x},
      {"expectation without a body", with("Expect: 100-continue\r\n"), 200, x},
      {"expectation with a body at once", with("Expect: 100-Continue\r\nContent-Length: 2\r\n") + "ab", 200,
       "POST /x [ab]"},
      {"expectation in HTTP/1.0", "POST /x HTTP/1.0\r\nExpect: a-miracle\r\nContent-Length: 2\r\n\r\nab", 200,
       "POST /x [ab]", 0, false},
      {"empty expectation", with("Expect:\r\n"), 200, x},
  };
}

}  // namespace

std::vector<Strange> strange_fields() {
  std::vector<Strange> all;
  for (const auto& part : {refused_hosts(), refused_syntax(), served_fields()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace phantomime::test
