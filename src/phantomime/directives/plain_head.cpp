#include "phantomime/directives/plain_head.hpp"

#include "phantomime/base/time_text.hpp"
#include "phantomime/directives/header_lines.hpp"

namespace phantomime::directives {

PlainHead::PlainHead(int status, std::span<const HeaderSpec> headers, std::shared_ptr<const std::string> body)
    : status_{status} {
  http::Reply first;
  first.status = status;
  first.body = std::move(body);
  http::SerialisedHead::Changing changing;
  for (const HeaderSpec& header : headers) {
    if (header.kind == HeaderSpec::Kind::http_date) {
      const auto line = static_cast<std::uint32_t>(first.headers.size());
      dates_.push_back({line, header.offset});
      changing.push_back(line);
    }
    add_header(first, header, Instant{});
  }
  headers_ = first.headers;
  serialised_ = http::SerialisedHead::create(first, changing);
}

http::Reply PlainHead::reply(std::shared_ptr<const std::string> body, Instant now) const {
  http::Reply reply;
  reply.status = status_;
  reply.headers = headers_;
  reply.body = std::move(body);
  reply.head = serialised_;
  for (const Date& date : dates_) reply.headers.overwrite(date.line, format_http_date(now + date.offset));
  return reply;
}

}  // namespace phantomime::directives
