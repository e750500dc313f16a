#include "phantomime/formats/exchange_source.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "phantomime/formats/exchange_formats/masked_errors.hpp"
#include "phantomime/http/content_decoding.hpp"
#include "phantomime/recording/outcome_text.hpp"

namespace phantomime::formats {
namespace {

using recording::Body;
using recording::Exchange;

/// Bodies that are longer are not compared.
constexpr std::size_t most_said_body = 16u << 20;

std::string why_none(const Exchange& exchange) {
  if (!exchange.failure.empty()) return exchange.failure;
  return std::string{text_of(exchange.outcome)};
}

/// Puts list[order[n]] at n.
template <class Value>
void reorder(std::vector<Value>& list, const std::vector<std::size_t>& order) {
  std::vector<Value> ordered;
  ordered.reserve(list.size());
  for (const std::size_t at : order) ordered.push_back(std::move(list[at]));
  list = std::move(ordered);
}

}  // namespace

Result<ExchangeSource> ExchangeSource::open(const ConversionInput& input, const ExchangeFormat& format,
                                            recording::ShapeNumbers& shapes) {
  ExchangeSource opened;
  if (!input.source) {
    opened.source_ = std::make_shared<const Source>(recording::log_path(input.path), "");
    auto log = recording::LogReader::open(*input.files, input.path);
    if (!log) return log.error();
    opened.log_ = std::move(*log);
    if (auto listed = opened.list_log(shapes); !listed) return listed.error();
    return opened;
  }
  opened.source_ = std::make_shared<const Source>(input.path, "");
  Reading reading{Broken::left_out};
  format.read(input, reading, opened.exchanges_);
  MaskedErrors masks;
  if (!reading.errors().empty()) return masks.masked(reading.errors()).front();
  for (const Reading::LeftOut& one : reading.left_out())
    for (Error& error : masks.masked(one.errors)) opened.problems_.push_back(std::move(error));
  opened.warnings_ = reading.warnings();
  opened.number_exchanges(shapes);
  return opened;
}

ExchangeSource ExchangeSource::of(std::vector<Exchange> exchanges, std::string name, recording::ShapeNumbers& shapes) {
  ExchangeSource source;
  source.source_ = std::make_shared<const Source>(std::move(name), "");
  source.exchanges_ = std::move(exchanges);
  source.number_exchanges(shapes);
  return source;
}

void ExchangeSource::number_exchanges(recording::ShapeNumbers& shapes) {
  for (const Exchange& exchange : exchanges_)
    keys_.push_back(recording::request_key(shapes, exchange.request.method, exchange.request.target));
}

Result<void> ExchangeSource::list_log(recording::ShapeNumbers& shapes) {
  std::vector<std::uint64_t> numbers;
  for (;;) {
    auto entry = log_->next_entry();
    if (!entry) return entry.error();
    if (!*entry) break;
    const recording::LogEntry& one = **entry;
    places_.push_back({one.offset, static_cast<std::uint32_t>(one.size), static_cast<std::uint32_t>(one.line)});
    keys_.push_back(recording::request_key(shapes, one.method, one.target));
    numbers.push_back(one.number);
  }
  if (!std::is_sorted(numbers.begin(), numbers.end())) {
    std::vector<std::size_t> order(numbers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return numbers[a] < numbers[b]; });
    reorder(places_, order);
    reorder(keys_, order);
  }
  note_damage();
  return {};
}

void ExchangeSource::note_damage() {
  const recording::LogReader::Damage& damage = log_->damage();
  if (damage.torn_bytes > 0)
    warnings_.push_back("the last record was cut off while it was written: " + std::to_string(damage.torn_bytes) +
                        " bytes left out");
  if (damage.damaged_lines > 0)
    problems_.push_back(
        {ErrorCode::syntax, std::to_string(damage.damaged_lines) + " damaged lines of the log are left out",
         Location{source_, static_cast<std::uint32_t>(damage.first_damaged), 0}, "their exchanges are not compared"});
}

Location ExchangeSource::where(std::size_t number) const {
  return log_ ? Location{source_, places_[number].line, 0} : Location{source_, 0, 0};
}

void ExchangeSource::take_body(Body& body, SaidAnswer& answer) const {
  if (!body.complete) answer.end = contract::Observed::End::truncated;
  if (body.kept == Body::Kept::here) {
    answer.body = std::move(body.bytes);
  } else if (body.kept == Body::Kept::not_kept || !log_) {
    answer.body_lost = "it was not kept";
  } else if (auto bytes = log_->bytes(body, most_said_body)) {
    answer.body = std::move(*bytes);
  } else {
    answer.body_lost = bytes.error().what;
  }
  const auto coding = answer.headers.find("Content-Encoding");
  if (!coding || answer.body.empty() || !body.complete) return;
  auto decoded = http::decode_content(answer.body, *coding, most_said_body);
  if (decoded)
    answer.body = std::move(*decoded);
  else
    answer.body_lost = "it cannot be decoded: " + decoded.error().what;
}

Result<SaidAnswer> ExchangeSource::answer(std::size_t number) {
  Exchange exchange;
  if (log_) {
    const Place& place = places_[number];
    auto read = log_->read(place.offset, place.size, place.line);
    if (!read) return read.error();
    exchange = std::move(*read);
  } else {
    exchange = exchanges_[number];
  }
  SaidAnswer answer;
  answer.where = where(number);
  answer.request.method = std::move(exchange.request.method);
  answer.request.target = std::move(exchange.request.target);
  answer.request.headers = std::move(exchange.request.headers);
  answer.request.body = std::move(exchange.request.body.bytes);
  answer.at = exchange.began + std::chrono::duration_cast<Instant::duration>(exchange.took);
  if (!exchange.response) {
    answer.none = why_none(exchange);
    return answer;
  }
  answer.status = exchange.response->status;
  answer.headers = std::move(exchange.response->headers);
  take_body(exchange.response->body, answer);
  // It was not the server who ended it.
  if (exchange.outcome == recording::Outcome::client_gone && !exchange.response->body.complete)
    answer.body_lost = "the client went before its end";
  return answer;
}

}  // namespace phantomime::formats
