// Rows about bodies and how long they are, and about several requests on one connection.

#include "net/hostile_table.hpp"

namespace phantomime::test {

namespace {

using namespace std::string_literals;

std::string with(const std::string& lines) { return "POST /x HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n"; }
std::string length(const std::string& value, const std::string& body = "abc") {
  return with("Content-Length: " + value + "\r\n") + body;
}
std::string coded(const std::string& value) { return with("Transfer-Encoding: " + value + "\r\n") + "0\r\n\r\n"; }
std::string chunks(const std::string& body) { return with("Transfer-Encoding: chunked\r\n") + body; }
std::string get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"; }

std::string repeated(std::size_t times, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::vector<Strange> refused_lengths() {
  return {
      {"both lengths", with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400},
      {"both lengths, other order", with("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n") + "0\r\n\r\n", 400},
      {"both lengths, one zero", with("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400},
      {"a length and another coding", with("Content-Length: 3\r\nTransfer-Encoding: identity\r\n") + "abc", 400},
      {"two lengths", with("Content-Length: 3\r\nContent-Length: 4\r\n") + "abcd", 400},
      {"the same length twice", with("Content-Length: 3\r\nContent-Length: 3\r\n") + "abc", 400},
      {"the same length in other letters", with("Content-Length: 3\r\ncontent-length: 3\r\n") + "abc", 400},
      {"list of equal lengths", length("3, 3"), 400},
      {"list of lengths", length("3, 4", "abcd"), 400},
      {"length and a comma", length("3,"), 400},
      {"negative length", length("-1"), 400},
      {"signed length", length("+3"), 400},
      {"hexadecimal length", length("0x3"), 400},
      {"length in letters", length("three"), 400},
      {"length with an exponent", length("3e0"), 400},
      {"length with a point", length("3.0"), 400},
      {"length in quotes", length("\"3\""), 400},
      {"length with a blank", length("1 1"), 400},
      {"length with a tab", length("1\t1"), 400},
      {"length with a semicolon", length("3;q=1"), 400},
      {"length in other digits", length("\xd9\xa3"), 400},
      {"tab behind a length", length("3\t"), 400},  // white space for RFC 9110; llhttp refuses, which harms nobody
      {"length after a vertical tab", length("\x0b\x33"), 400},
      {"empty length", length("", ""), 400},
      {"length of blanks", length("   ", ""), 400},
      {"length of 2^64", length("18446744073709551616"), 400},
      {"length of 2^64 and 3", length("18446744073709551619"), 400},
      {"length beyond 64 bits", length("99999999999999999999"), 400},
      {"length of a thousand digits", length(std::string(1000, '9')), 400},
      {"largest length", length("18446744073709551615"), 413},
      {"length of 2^63", length("9223372036854775808"), 413},
      {"length beyond the limit", length("999999999"), 413},
      {"length one byte beyond the limit", length("1048577"), 413},
  };
}

std::vector<Strange> refused_codings() {
  return {
      {"unknown coding", coded("gzip"), 400},
      {"identity", coded("identity"), 400},
      {"empty coding", coded(""), 400},
      {"coding of commas", coded(", ,"), 400},
      {"coding before chunked", coded("gzip, chunked"), 501},
      {"identity before chunked", coded("identity, chunked"), 501},
      {"coding before chunked in two lines", with("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"), 501},
      {"coding after chunked in two lines", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n"), 400},
      {"chunked, then more", coded("chunked, identity"), 400},
      {"chunked twice", coded("chunked, chunked"), 400},
      {"chunked twice in two lines", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"chunked misspelt", coded("xchunked"), 400},
      {"chunked and a letter", coded("chunkedx"), 400},
      {"chunked and a word", coded("chunked x"), 400},
      {"chunked in quotes", coded("\"chunked\""), 400},
      {"chunked with a parameter", coded("chunked;q=1"), 400},
      {"chunked after a vertical tab",
       coded("\x0b"
             "chunked"),
       400},
      {"chunked before a NUL", coded("chunked\0"s), 400},
      {"chunked by HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"identity by HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: identity\r\n\r\n", 400},
  };
}

std::vector<Strange> refused_chunks() {
  return {
      {"chunk size not hexadecimal", chunks("xyz\r\n"), 400},
      {"empty chunk size", chunks("\r\n"), 400},
      {"chunk extension without a size", chunks(";a=b\r\n"), 400},
      {"negative chunk size", chunks("-1\r\n"), 400},
      {"signed chunk size", chunks("+1\r\na\r\n"), 400},
      {"chunk size with 0x", chunks("0x1\r\na\r\n"), 400},
      {"chunk size with an underscore", chunks("1_0\r\n"), 400},
      {"chunk size with a point", chunks("1.\r\na\r\n"), 400},
      {"blank before the chunk size", chunks(" 1\r\na\r\n"), 400},
      {"blank after the chunk size", chunks("1 \r\na\r\n"), 400},
      {"blank in the chunk size", chunks("1 0\r\n"), 400},
      {"NUL in the chunk size", chunks("1\0\r\na\r\n"s), 400},
      {"chunk size beyond 64 bits", chunks("11111111111111111\r\n"), 400},
      {"chunk size of 2^64 and 1", chunks("10000000000000001\r\n"), 400},
      {"largest chunk size", chunks("ffffffffffffffff\r\n"), 413},
      {"chunk beyond the limit", chunks("fffffff\r\n"), 413},
      {"chunks beyond the limit", chunks("80000\r\n" + std::string(0x80000, 'x') + "\r\n80001\r\n"), 413},
      {"chunk longer than its size", chunks("1\r\nab\r\n"), 400},
      {"chunk shorter than its size", chunks("3\r\na\r\n0\r\n\r\n"), 400},
      {"no CRLF after a chunk", chunks("1\r\na0\r\n\r\n"), 400},
      {"LF alone after a chunk size", chunks("1\na\r\n"), 400},
      {"CR alone after a chunk size", chunks("1\ra\r\n"), 400},
      {"LF alone after a chunk", chunks("1\r\na\n0\r\n\r\n"), 400},
      {"CR alone after a chunk", chunks("1\r\na\r0\r\n\r\n"), 400},
      {"LF alone after the last chunk", chunks("0\n\n"), 400},
      {"LF alone ends the trailer", chunks("0\r\n\nX"), 400},
      {"no CRLF after the last chunk", chunks("0\r\nGET / HTTP/1.1\r\n\r\n"), 400},
      {"bad trailer", chunks("0\r\nX : 1\r\n\r\n"), 400},
      {"trailer without a colon", chunks("0\r\nnonsense\r\n\r\n"), 400},
      {"obs-fold in a trailer", chunks("0\r\nX: 1\r\n folded\r\n\r\n"), 400},
      {"NUL in a trailer", chunks("0\r\nX: \0\r\n\r\n"s), 400},
      {"LF alone ends a trailer field", chunks("0\r\nX: 1\nY: 2\r\n\r\n"), 400},
      {"trailer without end", chunks("0\r\nX: " + std::string(200'000, 'a')), 400},
      {"trailer fields without end", chunks("0\r\n" + repeated(40'000, "X: 1\r\n")), 400},
      {"trailer that frames", chunks("0\r\nContent-Length: 99\r\n\r\n"), 400},
      {"trailer that codes", chunks("0\r\nTransfer-Encoding: gzip\r\n\r\n"), 400},
      {"LF in a chunk extension", chunks("1;a\nb\r\na\r\n"), 400},
      {"CR in a chunk extension", chunks("1;a\rb\r\na\r\n"), 400},
      {"NUL in a chunk extension", chunks("1;a\0\r\na\r\n"s), 400},
      {"open quotes in a chunk extension", chunks("1;a=\"b\r\na\r\n"), 400},
      {"chunk extension without end", chunks("1;" + std::string(200'000, 'a')), 400},
      {"chunk extensions without end", chunks(repeated(2'000, "1;" + std::string(100, 'a') + "\r\na\r\n")), 400},
  };
}

std::vector<Strange> served_bodies() {
  const std::string ab = "POST /x [ab]";
  const std::string x = "POST /x []";
  return {
      {"GET with a body", "GET /x HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}", 200, "GET /x [{}]"},
      {"POST without a length", with(""), 200, x},
      {"length of zero", length("0", ""), 200, x},
      {"length with zeros", length("0002", "ab"), 200, ab},
      {"length among blanks", length(" \t 2  ", "ab"), 200, ab},
      {"body that looks like a request", length("35", get("/smuggled")), 200, "POST /x [" + get("/smuggled") + "]"},
      {"NUL in a body", length("3", "a\0b"s), 200, "POST /x [a\0b]"s},
      {"DELETE with chunks", "DELETE /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
       200, "DELETE /x [ab]"},
      {"chunked in capitals", with("Transfer-Encoding: CHUNKED\r\n") + "2\r\nab\r\n0\r\n\r\n", 200, ab},
      {"chunked and commas", coded(", chunked ,"), 400},  // a list may have them; llhttp refuses, which harms nobody
      {"chunked, then an empty line", with("Transfer-Encoding: chunked\r\nTransfer-Encoding:\r\n") + "0\r\n\r\n", 200,
       x},
      {"no chunks", chunks("0\r\n\r\n"), 200, x},
      {"chunk size with zeros", chunks("0002\r\nab\r\n000\r\n\r\n"), 200, ab},
      {"chunk size in capitals", chunks("A\r\n0123456789\r\n0\r\n\r\n"), 200, "POST /x [0123456789]"},
      {"chunks of one byte", chunks("1\r\na\r\n1\r\nb\r\n0\r\n\r\n"), 200, ab},
      {"chunk that looks like the last one", chunks("5\r\n0\r\n\r\n\r\n0\r\n\r\n"), 200, "POST /x [0\r\n\r\n]"},
      {"chunk extension", chunks("2;a=b\r\nab\r\n0;c\r\n\r\n"), 200, ab},
      {"chunk extension in quotes", chunks("2;a=\"b;\\\"c\"\r\nab\r\n0\r\n\r\n"), 200, ab},
      {"trailer", chunks("2\r\nab\r\n0\r\nX-Sum: 1\r\n\r\n"), 200, ab},
      {"trailer that routes", chunks("2\r\nab\r\n0\r\nHost: evil\r\nX-Phantomime-Space: evil\r\n\r\n"), 200, ab},
      {"trailer that expects", chunks("2\r\nab\r\n0\r\nExpect: gold\r\n\r\n"), 200, ab},
      {"trailer that closes", chunks("2\r\nab\r\n0\r\nConnection: close\r\n\r\n"), 200, ab},
      {"trailer that upgrades", chunks("2\r\nab\r\n0\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n"), 200, ab},
      {"gzip for a content coding", with("Content-Encoding: gzip\r\nContent-Length: 2\r\n") + "ab", 200, ab},
      {"multipart without parts", with("Content-Type: multipart/form-data\r\nContent-Length: 2\r\n") + "ab", 200, ab},
  };
}

}  // namespace

std::vector<Strange> strange_bodies() {
  std::vector<Strange> all;
  for (const auto& part : {refused_lengths(), refused_codings(), refused_chunks(), served_bodies()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

std::vector<Strange> strange_connections() {
  constexpr auto ends = Strange::Client::ends;
  const std::string ok = get("/first");
  const std::string next = "GET /second []";
  const std::string continued = "POST /x [ab]";
  return {
      {"nothing", "", Strange::silent, {}, 0, true, ends},
      {"an empty line and no request", "\r\n", Strange::silent, {}, 0, true, ends},
      {"a request, then the end", ok, 200, "GET /first []", 0, false, ends},
      {"a request and an empty line, then the end", ok + "\r\n", 200, "GET /first []", 0, false, ends},
      {"two requests, then the end", ok + get("/second"), 200, next, 1, false, ends},
      {"a body, then the end", length("2", "ab"), 200, continued, 0, false, ends},
      {"the end in a method", "GE", 400, {}, 0, true, ends},
      {"the end in a target", "GET /fir", 400, {}, 0, true, ends},
      {"the end in a version", "GET / HTTP/1.", 400, {}, 0, true, ends},
      {"the end between CR and LF", "GET / HTTP/1.1\r", 400, {}, 0, true, ends},
      {"the end after a request line", "GET / HTTP/1.1\r\n", 400, {}, 0, true, ends},
      {"the end in a name", "GET / HTTP/1.1\r\nHo", 400, {}, 0, true, ends},
      {"the end in a value", "GET / HTTP/1.1\r\nHost: a", 400, {}, 0, true, ends},
      {"the end before the empty line", "GET / HTTP/1.1\r\nHost: a\r\n", 400, {}, 0, true, ends},
      {"the end in the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\r", 400, {}, 0, true, ends},
      {"the end before a body", length("2", ""), 400, {}, 0, true, ends},
      {"the end in a body", length("2", "a"), 400, {}, 0, true, ends},
      {"the end before the chunks", chunks(""), 400, {}, 0, true, ends},
      {"the end in a chunk size", chunks("2"), 400, {}, 0, true, ends},
      {"the end in a chunk", chunks("2\r\na"), 400, {}, 0, true, ends},
      {"the end after a chunk", chunks("2\r\nab\r\n"), 400, {}, 0, true, ends},
      {"the end before the trailer", chunks("2\r\nab\r\n0\r\n"), 400, {}, 0, true, ends},
      {"the end in a trailer", chunks("2\r\nab\r\n0\r\nX: 1"), 400, {}, 0, true, ends},
      {"the end after 100", with("Expect: 100-continue\r\nContent-Length: 2\r\n"), 400, {}, 0, true, ends},
      {"the end in a second request", ok + "GET /sec", 400, {}, 1, true, ends},
      {"a bad second request", ok + "GET  /bad HTTP/1.1\r\nHost: a\r\n\r\n", 400, {}, 1},
      {"a second request without a Host", ok + "GET / HTTP/1.1\r\n\r\n", 400, {}, 1},
      {"a second request that is too long", ok + "GET /" + std::string(70'000, 'a'), 414, {}, 1},
      {"a second request of another protocol", ok + "\x16\x03\x01", 400, {}, 1},
      {"a bad third request after a body", ok + length("2", "ab") + "nonsense\r\n", 400, {}, 2},
      {"more body than its length", length("2", "abc d\r\n\r\n"), 400, {}, 1},
      {"a body without a length", with("") + "{\"a\": 1}", 400, {}, 1},
      {"a body under a misspelt length", with("Content_Length: 3\r\n") + "{}\r\n", 400, {}, 1},
      {"bytes behind the last chunk", chunks("0\r\n\r\n{}"), 400, {}, 1},
      {"a chunk size behind the last chunk", chunks("0\r\n\r\n\n"), 400, {}, 1},
      {"a lone CR between two requests", ok + "\r" + ok, 400, {}, 1},
      {"an empty line between two requests", ok + "\r\n" + get("/second"), 200, next, 1},
      {"a request behind one that closes",
       "GET /first HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + get("/smuggled"), 200, "GET /first []", 0,
       false},
      {"a request behind HTTP/1.0", "GET /first HTTP/1.0\r\n\r\n" + get("/smuggled"), 200, "GET /first []", 0, false},
  };
}

const std::vector<Strange>& strange_requests() {
  static const std::vector<Strange> all = [] {
    std::vector<Strange> made;
    for (const auto& part : {strange_lines(), strange_fields(), strange_bodies(), strange_connections()}) {
      made.insert(made.end(), part.begin(), part.end());
    }
    return made;
  }();
  return all;
}

}  // namespace phantomime::test
