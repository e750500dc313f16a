#include "phantomime/net/proxy/reply_reader.hpp"

#include <utility>

#include <llhttp.h>

#include "phantomime/base/ascii.hpp"
#include "phantomime/net/list_field.hpp"
#include "phantomime/net/parser_reason.hpp"

namespace phantomime::net {

struct ReplyReader::Parser {
  llhttp_t state{};

  static ReplyReader& reader(llhttp_t* parser) { return *static_cast<ReplyReader*>(parser->data); }
  static bool in_trailer(const llhttp_t* parser) { return (parser->flags & F_TRAILING) != 0; }

  static const llhttp_settings_t* settings();
  static const llhttp_t& fresh();
  static int on_status(llhttp_t* parser, const char* at, std::size_t length);
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

/// As Framer has it: chunks of one byte are fine, framing without end is not.
constexpr std::size_t reply_framing_per_byte = 16;

}  // namespace

const llhttp_settings_t* ReplyReader::Parser::settings() {
  static const llhttp_settings_t settings = [] {
    llhttp_settings_t made;
    llhttp_settings_init(&made);
    made.on_status = on_status;
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

const llhttp_t& ReplyReader::Parser::fresh() {
  static const llhttp_t parser = [] {
    llhttp_t made;
    llhttp_init(&made, HTTP_RESPONSE, settings());
    return made;
  }();
  return parser;
}

int ReplyReader::Parser::on_status(llhttp_t* parser, const char* at, std::size_t length) {
  ReplyReader& self = reader(parser);
  if (!self.account_for_fields(length)) return -1;
  self.head_.reason.append(at, length);
  return 0;
}

int ReplyReader::Parser::on_name(llhttp_t* parser, const char* at, std::size_t length) {
  ReplyReader& self = reader(parser);
  if (!self.account_for_fields(length)) return -1;
  self.field_name_.append(at, length);
  return 0;
}

int ReplyReader::Parser::on_value(llhttp_t* parser, const char* at, std::size_t length) {
  ReplyReader& self = reader(parser);
  if (!self.account_for_fields(length)) return -1;
  self.field_value_.append(at, length);
  return 0;
}

int ReplyReader::Parser::on_line(llhttp_t* parser) {
  ReplyReader& self = reader(parser);
  return self.accept_field_line(in_trailer(parser) ? self.trailers_ : self.head_.headers) ? 0 : -1;
}

int ReplyReader::Parser::on_head(llhttp_t* parser) {
  parser->upgrade = 0;
  ReplyReader& self = reader(parser);
  if (!self.accept_head()) return -1;
  return self.framing_ == BodyFraming::none && self.to_ == To::head ? 1 : 0;
}

int ReplyReader::Parser::on_chunk(llhttp_t* parser) {
  if (parser->content_length > 0) {
    reader(parser).sink_.on_chunk(parser->content_length);
  } else {
    reader(parser).field_bytes_ = 0;  // trailers follow
  }
  return 0;
}

int ReplyReader::Parser::on_chunk_end(llhttp_t* parser) {
  if (!in_trailer(parser)) reader(parser).sink_.on_chunk_end();
  return 0;
}

int ReplyReader::Parser::on_body(llhttp_t* parser, const char* at, std::size_t length) {
  ReplyReader& self = reader(parser);
  self.body_bytes_ += length;
  self.sink_.on_body({at, length});
  return 0;
}

int ReplyReader::Parser::on_complete(llhttp_t* parser) {
  ReplyReader& self = reader(parser);
  self.keep_alive_ = self.framing_ != BodyFraming::until_close && self.connection_persists();
  self.state_ = State::complete;
  return HPE_PAUSED;
}

ReplyReader::ReplyReader(const Limits& limits, BodySink& sink)
    : limits_{limits}, sink_{sink}, parser_{std::make_unique<Parser>()} {}
ReplyReader::~ReplyReader() = default;

void ReplyReader::begin(To to) {
  to_ = to;
  next();
}

void ReplyReader::next() {
  parser_->state = Parser::fresh();
  parser_->state.data = this;
  state_ = State::idle;
  framing_ = BodyFraming::none;
  keep_alive_ = false;
  field_bytes_ = 0;
  body_raw_bytes_ = body_bytes_ = 0;
  head_.status = 0;
  head_.reason.clear();
  head_.headers = {};
  if (!trailers_.empty()) trailers_ = {};
  field_name_.clear();
  field_value_.clear();
}

std::size_t ReplyReader::feed(std::string_view bytes) {
  if (bytes.empty() || state_ == State::complete || state_ == State::refused) return 0;
  if (state_ == State::idle) state_ = State::head;
  const bool in_body = state_ == State::body;
  llhttp_t& parser = parser_->state;
  const llhttp_errno_t error = llhttp_execute(&parser, bytes.data(), bytes.size());
  std::size_t used = bytes.size();
  if (error != HPE_OK) {
    used = static_cast<std::size_t>(llhttp_get_error_pos(&parser) - bytes.data());
    if (error != HPE_PAUSED) refuse("malformed answer: " + parser_reason(parser));
  }
  if (in_body && framing_ == BodyFraming::chunked) {
    body_raw_bytes_ += used;
    if (body_raw_bytes_ > limits_.header_bytes + body_bytes_ * reply_framing_per_byte) {
      refuse("chunk extensions or trailer fields outgrow the answer's body");
    }
  }
  return used;
}

void ReplyReader::end() {
  if (state_ == State::body && framing_ == BodyFraming::until_close) state_ = State::complete;
}

bool ReplyReader::account_for_fields(std::size_t bytes) {
  field_bytes_ += bytes;
  if (field_bytes_ <= limits_.header_bytes) return true;
  return refuse("the answer's header or trailer lines are longer than " + std::to_string(limits_.header_bytes) +
                " bytes together");
}

bool ReplyReader::accept_field_line(http::Headers& fields) {
  if (fields.size() == limits_.header_count) {
    return refuse("the answer has more than " + std::to_string(limits_.header_count) + " header or trailer lines");
  }
  fields.add(field_name_, trimmed(field_value_));
  field_name_.clear();
  field_value_.clear();
  return true;
}

bool ReplyReader::accept_head() {
  const llhttp_t& parser = parser_->state;
  head_.status = parser.status_code;
  head_.minor_version = parser.http_minor;
  if (parser.http_major != 1) return refuse("the answer is in another version than HTTP/1");
  if (head_.status == 101) return refuse("the answer switches protocols, which nobody asked for");
  if (!accept_transfer_coding()) return false;
  const bool has_none = head_.status < 200 || head_.status == 204 || head_.status == 304 || to_ == To::head;
  if (has_none) {
    framing_ = BodyFraming::none;
  } else if ((parser.flags & F_CHUNKED) != 0) {
    framing_ = BodyFraming::chunked;
  } else if ((parser.flags & F_CONTENT_LENGTH) != 0) {
    framing_ = parser.content_length > 0 ? BodyFraming::length : BodyFraming::none;
  } else {
    framing_ = BodyFraming::until_close;
  }
  state_ = State::body;
  sink_.on_head(framing_);
  return true;
}

bool ReplyReader::accept_transfer_coding() {
  if (!head_.headers.has("Transfer-Encoding")) return true;
  if (head_.minor_version == 0) return refuse("the answer has a Transfer-Encoding, which HTTP/1.0 has not");
  if (head_.headers.has("Content-Length")) return refuse("the answer has both Content-Length and Transfer-Encoding");
  std::size_t codings = 0;
  bool chunked = false;
  each_item(head_.headers, "Transfer-Encoding", [&](std::string_view item) {
    ++codings;
    chunked = http::same_name(item, "chunked");
  });
  const bool framed_so = (parser_->state.flags & F_CHUNKED) != 0;  // llhttp's word: the two must never differ
  if (codings == 1 && chunked && framed_so) return true;
  return refuse("the answer has a transfer coding other than chunked");
}

/// RFC 9112, 9.3.
bool ReplyReader::connection_persists() const {
  if (has_item(head_.headers, "Connection", "close")) return false;
  return head_.minor_version > 0 || has_item(head_.headers, "Connection", "keep-alive");
}

bool ReplyReader::refuse(std::string reason) {
  // The first reason is the true one: llhttp reports a callback's refusal as an error of its own.
  if (state_ == State::refused) return false;
  state_ = State::refused;
  reason_ = std::move(reason);
  return false;
}

}  // namespace phantomime::net
