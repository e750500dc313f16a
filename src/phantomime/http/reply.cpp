#include "phantomime/http/reply.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "phantomime/base/ascii.hpp"
#include "phantomime/http/reply_parts.hpp"
#include "phantomime/http/serialised_head.hpp"

namespace phantomime::http {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};
constexpr Phrase phrases[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {102, "Processing"},
    {103, "Early Hints"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {208, "Already Reported"},
    {226, "IM Used"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {305, "Use Proxy"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {506, "Variant Also Negotiates"},
    {507, "Insufficient Storage"},
    {508, "Loop Detected"},
    {510, "Not Extended"},
    {511, "Network Authentication Required"},
};

constexpr std::array<bool, 256> make_token_table() {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = table[static_cast<std::size_t>(c - 32)] = true;
  for (const char c : std::string_view{"!#$%&'*+-.^_`|~"}) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr std::array<bool, 256> token_table = make_token_table();

/// Three digits whatever a program asks for: others would break the client's framing.
int written_status(int status) noexcept { return status >= 100 && status <= 999 ? status : 500; }

}  // namespace

bool is_line_name(std::string_view name) noexcept {
  if (name.empty()) return false;
  for (const char c : name)
    if (!token_table[static_cast<unsigned char>(c)]) return false;
  return true;
}

std::string_view one_line(std::string_view value) noexcept {
  const auto breaks = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
  return value.substr(0, static_cast<std::size_t>(std::find_if(value.begin(), value.end(), breaks) - value.begin()));
}

bool connection_says(const Headers& headers, std::string_view option) noexcept {
  for (const Header& line : headers) {
    if (!same_name(line.name, "Connection")) continue;
    std::string_view rest = line.value;
    while (!rest.empty()) {
      const std::size_t comma = rest.find(',');
      if (same_name(trimmed(rest.substr(0, comma)), option)) return true;
      rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    }
  }
  return false;
}

bool ends_with_chunked(std::string_view value) noexcept {
  constexpr std::string_view chunked = "chunked";
  return value.size() >= chunked.size() && same_name(value.substr(value.size() - chunked.size()), chunked);
}

void append_number(std::string& out, std::size_t number, int base) {
  char digits[24];
  const auto [end, ignored] = std::to_chars(digits, digits + sizeof digits, number, base);
  (void)ignored;
  out.append(digits, end);
}

void append_line(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_status_line(std::string& out, int minor_version, int status, std::string_view reason) {
  out.append(minor_version == 0 ? "HTTP/1.0 " : "HTTP/1.1 ");
  append_number(out, static_cast<std::size_t>(written_status(status)));
  out += ' ';
  out.append(one_line(reason)).append("\r\n");
}

namespace {

void append_chunk(std::string& out, std::string_view chunk) {
  if (chunk.empty()) return;  // an empty one would end the body
  append_number(out, chunk.size(), 16);
  out.append("\r\n").append(chunk).append("\r\n");
}

}  // namespace

void append_chunks(std::string& out, std::string_view body, const Chunks* chunks) {
  const auto take = [&body](std::size_t bytes) {
    const std::string_view chunk = body.substr(0, bytes);
    body.remove_prefix(chunk.size());
    return chunk;
  };
  if (chunks) {
    for (const std::size_t size : chunks->sizes) append_chunk(out, take(size));
    while (chunks->every > 0 && !body.empty()) append_chunk(out, take(chunks->every));
  }
  append_chunk(out, body);
}

namespace {

/// Room for everything in one allocation, with slack for the lines that serialise adds.
std::size_t room_for(const Reply& reply) noexcept {
  std::size_t size = 128 + reply.reason.size() + reply.body_text().size();
  for (const Header& line : reply.headers) size += line.name.size() + line.value.size() + 4;
  return size;
}

/// What the header lines decide for the rest of the message.
struct Framed {
  bool connection = false;  ///< a Connection line has been written
  bool length = false;      ///< a Content-Length line has been written
  bool chunked = false;
};

Framed append_headers(std::string& out, const Reply& reply, const Framing& framing) {
  Framed framed;
  const bool length_allowed = reply.status >= 200 && reply.status != 204;
  const bool chunks_allowed =
      may_have_body(reply.status) && framing.request_minor_version >= 1 && !reply.headers.has("Content-Length");
  for (const Header& line : reply.headers) {
    if (!is_line_name(line.name)) continue;
    if (same_name(line.name, "Connection") && reply.status != 101) {
      if (!framed.connection) append_line(out, line.name, framing.keep_alive ? "keep-alive" : "close");
      framed.connection = true;
      continue;
    }
    if (same_name(line.name, "Content-Length")) {
      if (!length_allowed) continue;
      framed.length = true;
    } else if (same_name(line.name, "Transfer-Encoding")) {
      if (!chunks_allowed || framed.chunked || !ends_with_chunked(one_line(line.value))) continue;
      framed.chunked = true;
    }
    append_line(out, line.name, one_line(line.value));
  }
  return framed;
}

}  // namespace

std::string_view reason_phrase(int status) noexcept {
  const auto found = std::lower_bound(std::begin(phrases), std::end(phrases), status,
                                      [](const Phrase& phrase, int wanted) { return phrase.status < wanted; });
  return found != std::end(phrases) && found->status == status ? found->text : std::string_view{};
}

bool may_have_body(int status) noexcept { return status >= 200 && status != 204 && status != 304; }

bool leaves_connection_usable(const Reply& reply, bool head_request) {
  if (reply.head) return true;
  if (reply.verbatim) return verbatim_leaves_usable(reply, head_request);
  // After a 1xx the client waits for another answer, which never comes.
  if (reply.status < 200 || connection_says(reply.headers, "close")) return false;
  if (head_request || !may_have_body(reply.status)) return true;
  // A body whose end the client cannot find by what the head says ends with the connection.
  const auto lengths = reply.headers.all("Content-Length");
  return lengths.empty() || (lengths.size() == 1 && lengths[0] == std::to_string(reply.body_text().size()));
}

std::string serialise(const Reply& reply, const Framing& framing) {
  std::string out;
  serialise_onto(reply, framing, out);
  return out;
}

void serialise_onto(const Reply& reply, const Framing& framing, std::string& out) {
  if (reply.head && framing.keep_alive && framing.request_minor_version >= 1 && !framing.head_request)
    return reply.head->append(reply, out);
  if (reply.verbatim) return append_verbatim(reply, framing, out);
  out.reserve(out.size() + room_for(reply));
  const std::string_view phrase = reply.reason.empty() ? reason_phrase(written_status(reply.status)) : reply.reason;
  append_status_line(out, 1, reply.status, phrase);
  const Framed framed = append_headers(out, reply, framing);

  // Without a word, 1.1 keeps a connection and 1.0 closes it.
  const bool kept_by_default = framing.request_minor_version >= 1;
  if (!framed.connection && framing.keep_alive != kept_by_default && reply.status >= 200)
    append_line(out, "Connection", framing.keep_alive ? "keep-alive" : "close");
  const bool has_body = may_have_body(reply.status);
  if (has_body && !framed.length && !framed.chunked) {
    out.append("Content-Length: ");
    append_number(out, reply.body_text().size());
    out.append("\r\n");
  }
  out.append("\r\n");

  if (!has_body || framing.head_request) return;
  if (!framed.chunked) {
    out.append(reply.body_text());
    return;
  }
  append_chunks(out, reply.body_text(), reply.chunks.get());
  out.append("0\r\n\r\n");
}

}  // namespace phantomime::http
