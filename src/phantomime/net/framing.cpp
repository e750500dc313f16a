#include "phantomime/net/framing.hpp"

#include <array>
#include <utility>

#include <llhttp.h>

#include "phantomime/base/ascii.hpp"
#include "phantomime/net/host_field.hpp"
#include "phantomime/net/list_field.hpp"
#include "phantomime/net/parser_reason.hpp"

namespace phantomime::net {

struct Framer::Parser {
  llhttp_t state{};

  static Framer& framer(llhttp_t* parser) { return *static_cast<Framer*>(parser->data); }
  static bool in_trailer(const llhttp_t* parser) { return (parser->flags & F_TRAILING) != 0; }

  static const llhttp_settings_t* settings();
  static const llhttp_t& after_request_line(int minor_version);
  static int on_name(llhttp_t* parser, const char* at, std::size_t length);
  static int on_value(llhttp_t* parser, const char* at, std::size_t length);
  static int on_line(llhttp_t* parser);
  static int on_head(llhttp_t* parser);
  static int on_chunk(llhttp_t* parser);
  static int on_chunk_end(llhttp_t* parser);
  static int on_body(llhttp_t* parser, const char* at, std::size_t length);
  static int on_complete(llhttp_t* parser);
};

namespace {

/// Memory kept between two requests of a connection; more is given back.
constexpr std::size_t kept_line_capacity = 1024;
/// Empty lines before a request line that are forgiven (RFC 9112, 2.2 asks for one).
constexpr std::size_t max_blank_bytes = 16;
/// A client may send chunks of one byte, five bytes of framing each, but not framing without end.
constexpr std::size_t framing_per_byte = 16;

}  // namespace

const llhttp_settings_t* Framer::Parser::settings() {
  static const llhttp_settings_t settings = [] {
    llhttp_settings_t made;
    llhttp_settings_init(&made);
    made.on_header_field = on_name;
    made.on_header_value = on_value;
    made.on_header_value_complete = on_line;
    made.on_headers_complete = on_head;
    made.on_chunk_header = on_chunk;
    made.on_chunk_complete = on_chunk_end;
    made.on_body = on_body;
    made.on_message_complete = on_complete;
    return made;
  }();
  return &settings;
}

/// llhttp gets a request line of its own: the framing of field lines and bodies is the same for every method but
/// CONNECT, which is not served, and its list of methods and forms of targets does not bind us.
const llhttp_t& Framer::Parser::after_request_line(int minor_version) {
  const auto make = [](std::string_view line) {
    llhttp_t parser;
    llhttp_init(&parser, HTTP_REQUEST, settings());
    llhttp_execute(&parser, line.data(), line.size());
    return parser;  // between two spans it points to nothing but the settings
  };
  static const std::array<llhttp_t, 2> parsers{make("POST / HTTP/1.0\r\n"), make("POST / HTTP/1.1\r\n")};
  return parsers[minor_version == 0 ? 0 : 1];
}

int Framer::Parser::on_name(llhttp_t* parser, const char* at, std::size_t length) {
  Framer& self = framer(parser);
  if (in_trailer(parser) && !self.account_for_trailer(length)) return self.takes_trailers() ? -1 : 0;
  self.field_name_.append(at, length);
  return 0;
}

int Framer::Parser::on_value(llhttp_t* parser, const char* at, std::size_t length) {
  Framer& self = framer(parser);
  if (in_trailer(parser) && !self.account_for_trailer(length)) return self.takes_trailers() ? -1 : 0;
  self.field_value_.append(at, length);
  return 0;
}

int Framer::Parser::on_line(llhttp_t* parser) {
  Framer& self = framer(parser);
  const bool accepted = in_trailer(parser) ? self.accept_trailer() : self.accept_field_line();
  return accepted ? 0 : -1;
}

int Framer::Parser::on_head(llhttp_t* parser) {
  // An upgrade is ignored; with the flag set llhttp would take what follows for another protocol.
  parser->upgrade = 0;
  return framer(parser).accept_head() ? 0 : -1;
}

int Framer::Parser::on_chunk(llhttp_t* parser) {
  Framer& self = framer(parser);
  if (self.sink_) {
    if (parser->content_length > 0) self.sink_->on_chunk(parser->content_length);
    return 0;
  }
  if (parser->content_length <= self.limits_.body_bytes - self.request_.body.size()) return 0;
  self.refuse(413, "the body is longer than " + std::to_string(self.limits_.body_bytes) + " bytes");
  return -1;
}

int Framer::Parser::on_chunk_end(llhttp_t* parser) {
  Framer& self = framer(parser);
  if (self.sink_ && !in_trailer(parser)) self.sink_->on_chunk_end();
  return 0;
}

int Framer::Parser::on_body(llhttp_t* parser, const char* at, std::size_t length) {
  Framer& self = framer(parser);
  self.body_bytes_ += length;
  if (self.sink_) {
    self.sink_->on_body({at, length});
  } else {
    self.request_.body.append(at, length);  // its length was checked by on_chunk or accept_head
  }
  return 0;
}

int Framer::Parser::on_complete(llhttp_t* parser) {
  Framer& self = framer(parser);
  self.keep_alive_ = self.request_.minor_version > 0;
  // llhttp also heeds Proxy-Connection and trailer fields, and lets keep-alive win in HTTP/1.0: it says only whether to
  // look.
  if ((parser->flags & (F_CONNECTION_CLOSE | F_CONNECTION_KEEP_ALIVE)) != 0)
    self.keep_alive_ = self.connection_persists();
  self.wants_continue_ = false;
  self.state_ = State::complete;
  return HPE_PAUSED;
}

Framer::Framer(const Limits& limits, BodySink* sink)
    : limits_{limits}, sink_{sink}, parser_{std::make_unique<Parser>()} {}
Framer::~Framer() = default;

std::size_t Framer::feed(std::string_view bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && state_ != State::complete && state_ != State::refused) {
    const std::string_view rest = bytes.substr(used);
    if (state_ == State::idle && (rest[0] == '\r' || rest[0] == '\n')) {
      used += feed_blank_lines(rest);
      continue;
    }
    if (state_ == State::idle) begin();
    if (state_ == State::refused) break;
    if (line_done_) {
      used += feed_parser(rest);
    } else {
      used += feed_request_line(rest);
    }
  }
  return used;
}

void Framer::begin() {
  state_ = State::head;
  line_done_ = wants_continue_ = false;
  head_bytes_ = trailer_bytes_ = 0;
  body_raw_bytes_ = body_bytes_ = 0;
  if (std::exchange(blank_bytes_, 0) % 2 != 0) refuse(400, "a lone CR where a request line should begin");
}

std::size_t Framer::feed_blank_lines(std::string_view bytes) {
  // Still idle: some clients end a body with an empty line too many and then are silent. A CR must be followed by its
  // LF; which of the two is due, the count says.
  if (bytes[0] != (blank_bytes_ % 2 == 0 ? '\r' : '\n')) {
    refuse(400, "a lone CR or LF where a request line should begin");
  } else if (++blank_bytes_ > max_blank_bytes) {
    refuse(400, "empty lines where a request line should begin");
  }
  return 1;
}

std::size_t Framer::feed_request_line(std::string_view bytes) {
  const std::size_t end = bytes.find('\n');
  const std::size_t used = end == std::string_view::npos ? bytes.size() : end + 1;
  const std::size_t checked = line_.size();
  if (end != std::string_view::npos && line_.empty()) {
    accept_request_line(bytes.substr(0, used));
    return used;
  }
  line_.append(bytes.substr(0, used));
  if (end != std::string_view::npos) {
    accept_request_line(line_);
    line_.clear();
  } else if (auto bad = check_partial_line(line_, checked, limits_.target_bytes)) {
    refuse(bad->status, std::move(bad->reason));
  }
  return used;
}

void Framer::accept_request_line(std::string_view line) {
  line.remove_suffix(1);
  const bool ends_right = line.ends_with('\r');
  RequestLine parts;
  std::optional<Rejection> bad = Rejection{400, "the request line ends in LF without CR"};
  const RequestForms forms = sink_ ? RequestForms::of_a_proxy : RequestForms::of_a_server;
  if (ends_right) bad = parse_request_line(line.substr(0, line.size() - 1), limits_.target_bytes, parts, forms);
  // What is wrong with a line is said alike whether it came in pieces or not.
  if (bad) {
    if (auto earlier = check_partial_line(line, 0, limits_.target_bytes)) bad = std::move(earlier);
  }
  // Kept even if refused: an answer to HEAD has no body.
  request_.method.assign(parts.method.substr(0, max_method_bytes));
  if (bad) return refuse(bad->status, std::move(bad->reason));
  request_.target.assign(parts.target);
  request_.minor_version = parts.minor_version;
  line_done_ = true;
  parser_->state = Parser::after_request_line(parts.minor_version);
  parser_->state.data = this;
}

std::size_t Framer::feed_parser(std::string_view bytes) {
  const bool in_head = state_ == State::head;
  if (in_head) bytes = bytes.substr(0, limits_.header_bytes - head_bytes_);
  llhttp_t& parser = parser_->state;
  const llhttp_errno_t error = llhttp_execute(&parser, bytes.data(), bytes.size());
  std::size_t used = bytes.size();
  if (error != HPE_OK) {
    used = static_cast<std::size_t>(llhttp_get_error_pos(&parser) - bytes.data());
    if (error != HPE_PAUSED) refuse(400, "malformed request: " + parser_reason(parser));
  }
  if (state_ == State::head) {
    head_bytes_ += used;
    if (head_bytes_ >= limits_.header_bytes) {
      refuse(431, "the header lines are longer than " + std::to_string(limits_.header_bytes) + " bytes together");
    }
  } else if (!in_head) {
    body_raw_bytes_ += used;
    if (body_raw_bytes_ > limits_.header_bytes + body_bytes_ * framing_per_byte) {
      refuse(400, "chunk extensions or trailer fields outgrow the body");
    }
  }
  return used;
}

bool Framer::accept_field_line() {
  if (request_.headers.size() == limits_.header_count) {
    refuse(431, "more than " + std::to_string(limits_.header_count) + " header lines");
    return false;
  }
  request_.headers.add(field_name_, trimmed(field_value_));
  field_name_.clear();
  field_value_.clear();
  return true;
}

/// Whether a part of a trailer field is to be kept.
bool Framer::account_for_trailer(std::size_t bytes) {
  if (!takes_trailers()) return false;
  trailer_bytes_ += bytes;
  if (trailer_bytes_ <= limits_.header_bytes) return true;
  refuse(431, "the trailer fields are longer than " + std::to_string(limits_.header_bytes) + " bytes together");
  return false;
}

bool Framer::accept_trailer() {
  if (!takes_trailers()) return true;
  if (trailers_.size() == limits_.header_count) {
    refuse(431, "more than " + std::to_string(limits_.header_count) + " trailer fields");
    return false;
  }
  trailers_.add(field_name_, trimmed(field_value_));
  field_name_.clear();
  field_value_.clear();
  return true;
}

bool Framer::accept_head() {
  std::size_t hosts = 0;
  std::string_view host;
  for (const http::Header& line : request_.headers) {
    if (line.name.size() != 4 || !http::same_name(line.name, "Host")) continue;
    if (++hosts == 1) host = line.value;
  }
  if (hosts > 1 || (hosts == 0 && request_.minor_version > 0)) {
    refuse(400, hosts == 0 ? "an HTTP/1.1 request needs a Host line" : "more than one Host line");
    return false;
  }
  if (!is_host_field(host)) {
    refuse(400, "the Host line holds no host name");
    return false;
  }
  if (!accept_transfer_coding()) return false;
  const bool is_chunked = (parser_->state.flags & F_CHUNKED) != 0;
  if (!sink_ && !is_chunked && parser_->state.content_length > limits_.body_bytes) {
    refuse(413, "the body is longer than " + std::to_string(limits_.body_bytes) + " bytes");
    return false;
  }
  if (!accept_expectation()) return false;
  state_ = State::body;
  if (sink_) {
    const bool has_length = parser_->state.content_length > 0;
    sink_->on_head(is_chunked ? BodyFraming::chunked : has_length ? BodyFraming::length : BodyFraming::none);
  }
  return true;
}

bool Framer::accept_transfer_coding() {
  if (!request_.headers.has("Transfer-Encoding")) return true;
  if (request_.minor_version == 0) {
    refuse(400, "HTTP/1.0 has no Transfer-Encoding");
    return false;
  }
  std::size_t codings = 0;
  std::size_t chunked = 0;
  bool chunked_last = false;
  each_item(request_.headers, "Transfer-Encoding", [&](std::string_view item) {
    ++codings;
    chunked_last = http::same_name(item, "chunked");
    chunked += chunked_last ? 1u : 0u;
  });
  const bool framed_so = (parser_->state.flags & F_CHUNKED) != 0;  // llhttp's word: the two must never differ
  if (codings == 1 && chunked == 1 && framed_so) return true;
  if (chunked_last && chunked == 1) {
    refuse(501, "chunked is the only transfer coding understood here");
  } else {
    refuse(400, "the last transfer coding of a request must be chunked, and chunked only once");
  }
  return false;
}

/// RFC 9112, 9.3.
bool Framer::connection_persists() const {
  bool close = false;
  bool keep = request_.minor_version > 0;
  each_item(request_.headers, "Connection", [&](std::string_view item) {
    close = close || http::same_name(item, "close");
    keep = keep || http::same_name(item, "keep-alive");
  });
  return keep && !close;
}

bool Framer::accept_expectation() {
  // HTTP/1.0 does not know Expect (RFC 9110, 10.1.1).
  if (request_.minor_version == 0 || !request_.headers.has("Expect")) return true;
  bool known = true;
  each_item(request_.headers, "Expect",
            [&](std::string_view item) { known = known && http::same_name(item, "100-continue"); });
  if (!known) {
    refuse(417, "the only expectation understood here is 100-continue");
    return false;
  }
  wants_continue_ = (parser_->state.flags & F_CHUNKED) != 0 || parser_->state.content_length > 0;
  return true;
}

void Framer::refuse(int status, std::string reason) {
  // The first reason is the true one: llhttp reports a callback's refusal as an error of its own.
  if (state_ == State::refused) return;
  state_ = State::refused;
  rejection_ = {status, std::move(reason)};
}

bool Framer::take_continue() noexcept {
  // A body that is under way needs no permission.
  return std::exchange(wants_continue_, false) && state_ == State::body && body_raw_bytes_ == 0 && body_bytes_ == 0;
}

void Framer::next() {
  request_.method.clear();
  request_.target.clear();
  request_.headers = {};
  request_.body.clear();
  request_.peer.clear();
  if (!trailers_.empty()) trailers_ = {};
  for (std::string* kept : {&request_.target, &request_.body, &line_, &field_name_, &field_value_})
    if (kept->capacity() > kept_line_capacity) *kept = {};
  state_ = State::idle;
}

void Framer::reset() {
  request_ = {};
  trailers_ = {};
  field_name_ = {};
  field_value_ = {};
  rejection_ = {};
  line_.clear();
  if (line_.capacity() > kept_line_capacity) line_.shrink_to_fit();
  line_done_ = keep_alive_ = wants_continue_ = false;
  blank_bytes_ = 0;
  state_ = State::idle;
}

}  // namespace phantomime::net
