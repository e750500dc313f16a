// Rows about request lines and about what is no HTTP/1.1 at all.

#include "net/hostile_table.hpp"

namespace phantomime::test {

namespace {

using namespace std::string_literals;

std::string line(const std::string& request_line) { return request_line + "\r\nHost: a\r\n\r\n"; }
std::string repeated(std::size_t times, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::vector<Strange> refused_lines() {
  return {
      {"blank before the method", line(" GET / HTTP/1.1"), 400},
      {"no method", line("/ HTTP/1.1"), 400},
      {"method with a colon", line("GE:T / HTTP/1.1"), 400},
      {"method with a bracket", line("G(T / HTTP/1.1"), 400},
      {"method with a comma", line("GET,POST / HTTP/1.1"), 400},
      {"method in quotes", line("\"GET\" / HTTP/1.1"), 400},
      {"method with an 8-bit byte", line("G\xc9T / HTTP/1.1"), 400},
      {"method with a NUL", line("GE\0T / HTTP/1.1"s), 400},
      {"method too long", line(std::string(65, 'A') + " / HTTP/1.1"), 501},
      {"method of 100,000 bytes", line(std::string(100'000, 'A') + " / HTTP/1.1"), 501},
      {"method without end", std::string(200, 'A'), 501},
      {"CONNECT", "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n", 501},
      {"CONNECT with a path", line("CONNECT / HTTP/1.1"), 501},
      {"no target", line("GET HTTP/1.1"), 400},
      {"no version", line("GET /"), 400},
      {"HTTP/0.9's simple request", "GET /\r\n", 400},
      {"HTTP/0.9's simple request with LF", "GET /\n", 400},
      {"a method alone", "GET\r\n", 400},
      {"two blanks before the target", line("GET  / HTTP/1.1"), 400},
      {"two blanks before the version", line("GET /  HTTP/1.1"), 400},
      {"blank in the target", line("GET /a b HTTP/1.1"), 400},
      {"two requests in one line", line("GET / HTTP/1.1 GET /b HTTP/1.1"), 400},
      {"tab for a blank", line("GET\t/\tHTTP/1.1"), 400},
      {"vertical tab for a blank", line("GET\x0b/\x0bHTTP/1.1"), 400},
      {"form feed in the target",
       line("GET /a\x0c"
            "b HTTP/1.1"),
       400},
      {"blank after the version", line("GET / HTTP/1.1 "), 400},
      {"tab after the version", line("GET / HTTP/1.1\t"), 400},
      {"lower-case version", line("GET / http/1.1"), 400},
      {"version without minor", line("GET / HTTP/1"), 400},
      {"version with two digits", line("GET / HTTP/1.10"), 400},
      {"version with a sign", line("GET / HTTP/+1.1"), 400},
      {"version with a comma", line("GET / HTTP/1,1"), 400},
      {"version without a slash", line("GET / HTTP1.1"), 400},
      {"blank in the version", line("GET / HTTP/1. 1"), 400},
      {"HTTPS for a version", line("GET / HTTPS/1.1"), 400},
      {"HTTP/0.9", line("GET / HTTP/0.9"), 505},
      {"HTTP/2.0", line("GET / HTTP/2.0"), 505},
      {"HTTP/3.0", line("GET / HTTP/3.0"), 505},
      {"HTTP/9.9", line("GET / HTTP/9.9"), 505},
      {"ICE", line("SOURCE / ICE/1.0"), 400},
      {"RTSP", line("DESCRIBE / RTSP/1.0"), 400},
      {"LF alone ends the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
      {"LF alone everywhere", "GET / HTTP/1.1\nHost: a\n\n", 400},
      {"CR alone ends the request line", "GET / HTTP/1.1\rHost: a\r\n\r\n", 400},
      {"two CRs end the request line", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", 400},
      {"CR inside the request line", "GET /\rx HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"CR after the method", "GET\r / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"LF before the request line", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"CR before the request line", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"CRs without end", std::string(1000, '\r') + "\n", 400},
      {"empty lines without end", repeated(1000, "\r\n"), 400},
      {"more empty lines than are forgiven", repeated(9, "\r\n") + line("GET / HTTP/1.1"), 400},
  };
}

std::vector<Strange> refused_targets() {
  return {
      {"relative target", line("GET index.html HTTP/1.1"), 400},
      {"target that begins with a query", line("GET ?a=b HTTP/1.1"), 400},
      {"target that begins with a fragment", line("GET #top HTTP/1.1"), 400},
      {"target that begins with a backslash", line("GET \\x HTTP/1.1"), 400},
      {"authority for GET", line("GET example.org:80 HTTP/1.1"), 400},
      {"asterisk for GET", line("GET * HTTP/1.1"), 400},
      {"asterisk and more", line("OPTIONS *x HTTP/1.1"), 400},
      {"two asterisks", line("OPTIONS ** HTTP/1.1"), 400},
      {"absolute without a host", line("GET http:///x HTTP/1.1"), 400},
      {"absolute without anything", line("GET http:// HTTP/1.1"), 400},
      {"absolute with a query for a host", line("GET http://?x HTTP/1.1"), 400},
      {"absolute with one slash", line("GET http:/x HTTP/1.1"), 400},
      {"absolute without a scheme", line("GET ://a/x HTTP/1.1"), 400},
      {"scheme that begins with a digit", line("GET 1http://a/x HTTP/1.1"), 400},
      {"scheme with a bracket", line("GET ht(tp://a/x HTTP/1.1"), 400},
      {"raw UTF-8 in the target", line("GET /caf\xc3\xa9 HTTP/1.1"), 400},
      {"0xff in the target", line("GET /\xff HTTP/1.1"), 400},
      {"NUL in the target", line("GET /a\0b HTTP/1.1"s), 400},
      {"DEL in the target", line("GET /a\x7f HTTP/1.1"), 400},
      {"escape in the target", line("GET /\x1b[2J HTTP/1.1"), 400},
      {"target one byte too long", line("GET /" + std::string(64u << 10, 'a') + " HTTP/1.1"), 414},
      {"target without end", "GET /" + std::string(70'000, 'a'), 414},
      {"query too long", line("GET /?" + repeated(20'000, "a=b&") + " HTTP/1.1"), 414},
  };
}

std::vector<Strange> other_protocols() {
  using enum Strange::Port;
  constexpr auto waits = Strange::Client::waits;
  constexpr auto ends = Strange::Client::ends;
  const std::string hello =
      "\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03"s + std::string(32, 'r') + "\0\0\2\x13\x01\1\0\0\0"s;
  return {
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"s, 400},
      {"PRI in HTTP/1.1", "PRI * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"TLS ClientHello", hello, 400},
      {"first byte of a ClientHello", "\x16", 400},
      {"TLS alert", "\x15\x03\x03\x00\x02\x02\x28"s, 400},
      {"SSL 2 hello", "\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10"s, 400},
      {"SSH", "SSH-2.0-OpenSSH_9.2\r\n", 400},
      {"SMTP", "EHLO example.org\r\n", 400},
      {"an HTTP answer", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 400},
      {"PROXY protocol", "PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n", 400},
      {"PROXY protocol 2", "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c"s + std::string(12, '\1'), 400},
      {"WebSocket frame", "\x81\x85\1\2\3\4abcde", 400},
      {"JSON", "{\"jsonrpc\": \"2.0\"}\r\n", 400},
      {"noise", "\xde\xad\xbe\xef\xff\x01", 400},
      {"zeros", std::string(4096, '\0'), 400},
      {"HTTP to the TLS port", line("GET /x HTTP/1.1"), 400, {}, 0, true, waits, tls},
      {"a body to the TLS port",
       "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}",
       400,
       {},
       0,
       true,
       waits,
       tls},
      {"HTTP/2 preface to the TLS port", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, {}, 0, true, waits, tls},
      {"one letter to the TLS port", "G", 400, {}, 0, true, waits, tls},
      {"lower-case letters to the TLS port", line("get /x HTTP/1.1"), Strange::closed, {}, 0, true, waits, tls},
      {"zeros to the TLS port", std::string(64, '\0'), Strange::closed, {}, 0, true, waits, tls},
      {"noise to the TLS port", "\xde\xad\xbe\xef\xff\x01\x02\x03", Strange::closed, {}, 0, true, waits, tls},
      {"application data before a handshake", "\x17\x03\x03\x00\x05hello"s, Strange::closed, {}, 0, true, waits, tls},
      {"a handshake record of nonsense", "\x16\x03\x01\x00\x05hello"s, Strange::closed, {}, 0, true, waits, tls},
      {"a ClientHello without an end", hello.substr(0, 20), Strange::silent, {}, 0, true, ends, tls},
      {"a ClientHello with an impossible length",
       "\x16\x03\x01\xff\xff\x01\xff\xff\xff"s,
       Strange::closed,
       {},
       0,
       true,
       waits,
       tls},
      {"nothing to the TLS port", "", Strange::silent, {}, 0, true, ends, tls},
  };
}

std::vector<Strange> served_lines() {
  const std::string longest = "/" + std::string((64u << 10) - 1, 'a');
  return {
      {"unknown method", line("FOO /x HTTP/1.1"), 200, "FOO /x []"},
      {"lower-case method", line("get /x HTTP/1.1"), 200, "get /x []"},
      {"WebDAV", line("PROPFIND /x HTTP/1.1"), 200, "PROPFIND /x []"},
      {"method of signs", line("M-SEARCH|~ /x HTTP/1.1"), 200, "M-SEARCH|~ /x []"},
      {"longest method", line(std::string(64, 'A') + " /x HTTP/1.1"), 200, std::string(64, 'A') + " /x []"},
      {"a digit for a method", line("1 /x HTTP/1.1"), 200, "1 /x []"},
      {"asterisk", line("OPTIONS * HTTP/1.1"), 200, "OPTIONS * []"},
      {"absolute form", line("GET http://other:1/x?y HTTP/1.1"), 200, "GET http://other:1/x?y []"},
      {"absolute form without a path", line("OPTIONS http://other HTTP/1.1"), 200, "OPTIONS http://other []"},
      {"absolute form of another scheme", line("GET urn+x.1-y://a/x HTTP/1.1"), 200, "GET urn+x.1-y://a/x []"},
      {"absolute form with an IPv6 host", line("GET http://[::1]:80/x HTTP/1.1"), 200, "GET http://[::1]:80/x []"},
      {"broken escapes", line("GET /%zz%2f%00?a=%&&=+ HTTP/1.1"), 200, "GET /%zz%2f%00?a=%&&=+ []"},
      {"escape cut short", line("GET /x%4 HTTP/1.1"), 200, "GET /x%4 []"},
      {"escapes of line ends", line("GET /x%0d%0aX:%201 HTTP/1.1"), 200, "GET /x%0d%0aX:%201 []"},
      {"overlong UTF-8 escaped", line("GET /%c0%ae%c0%ae/ HTTP/1.1"), 200, "GET /%c0%ae%c0%ae/ []"},
      {"odd signs in the target", line("GET /{id}|\"<>^`\\[] HTTP/1.1"), 200, "GET /{id}|\"<>^`\\[] []"},
      {"fragment", line("GET /x#f HTTP/1.1"), 200, "GET /x#f []"},
      {"double slashes", line("GET //x//../y HTTP/1.1"), 200, "GET //x//../y []"},
      {"URL in a path", line("GET /http://a/x HTTP/1.1"), 200, "GET /http://a/x []"},
      {"longest target", line("GET " + longest + " HTTP/1.1"), 200, "GET " + longest + " []"},
      {"higher minor version", line("GET /x HTTP/1.7"), 200, "GET /x []"},
      {"empty lines before", "\r\n\r\n" + line("GET /x HTTP/1.1"), 200, "GET /x []"},
      {"as many empty lines as are forgiven", repeated(8, "\r\n") + line("GET /x HTTP/1.1"), 200, "GET /x []"},
  };
}

}  // namespace

std::vector<Strange> strange_lines() {
  std::vector<Strange> all;
  for (const auto& part : {refused_lines(), refused_targets(), other_protocols(), served_lines()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace phantomime::test
