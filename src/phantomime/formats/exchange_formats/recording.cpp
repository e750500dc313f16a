#include "phantomime/base/digest.hpp"
#include "phantomime/base/version.hpp"
#include "phantomime/formats/exchange_formats/conversion.hpp"
#include "phantomime/recording/log_reader.hpp"

namespace phantomime::formats {
namespace {

using recording::Body;
using recording::Exchange;

/// Of all bodies together: everything is held at once.
constexpr std::size_t most_bytes = 1u << 30;

bool is_recording(const ConversionInput& input) {
  return !input.source && recording::is_recording(*input.files, input.path);
}

class RecordingReader {
 public:
  RecordingReader(recording::LogReader& log, Reading& reading) : log_{log}, reading_{reading} {}

  void whole(std::vector<Exchange>& exchanges) {
    for (;;) {
      auto next = log_.next();
      if (!next) return reading_.errors().push_back(next.error());
      if (!*next) break;
      Exchange& exchange = **next;
      const bool go_on = reading_.entry("exchange " + std::to_string(exchange.number), [&] {
        if (load(exchange.request.body) && (!exchange.response || load(exchange.response->body)))
          exchanges.push_back(std::move(exchange));
      });
      if (!go_on) return;
    }
    note_damage();
    for (const recording::SessionHead& head : log_.sessions())
      if (!head.redacted) {
        reading_.warn("the recording is raw: it may hold secrets; 'phantomime scrub' replaces them");
        return;
      }
  }

 private:
  bool load(Body& body) {
    if (body.kept != Body::Kept::beside) return count(body.bytes.size());
    auto bytes = log_.bytes(body, max_conversion_bytes);
    if (!bytes) {
      reading_.errors().push_back(bytes.error());
      return false;
    }
    body.kept = Body::Kept::here;
    body.bytes = std::move(*bytes);
    body.file.clear();
    body.digest.clear();
    return count(body.bytes.size());
  }

  bool count(std::size_t bytes) {
    bytes_ += bytes;
    if (bytes_ <= most_bytes) return true;
    reading_.errors().push_back({ErrorCode::limit, "the bodies of the recording have more than 1 GB", {}, "split it"});
    return false;
  }

  void note_damage() {
    const recording::LogReader::Damage& damage = log_.damage();
    if (damage.torn_bytes > 0)
      reading_.warn("the last record was cut off while it was written: " + std::to_string(damage.torn_bytes) +
                    " bytes left out");
    if (damage.damaged_lines == 0) return;
    (void)reading_.entry(std::to_string(damage.damaged_lines) + " damaged lines", [&] {
      reading_.errors().push_back({ErrorCode::syntax,
                                   std::to_string(damage.damaged_lines) +
                                       " lines of the log are damaged, the first is line " +
                                       std::to_string(damage.first_damaged),
                                   {},
                                   "--lenient uses the others"});
    });
  }

  recording::LogReader& log_;
  Reading& reading_;
  std::size_t bytes_ = 0;
};

void read_log(const ConversionInput& input, Reading& reading, std::vector<Exchange>& exchanges) {
  auto log = recording::LogReader::open(*input.files, input.path);
  if (!log) return reading.errors().push_back(log.error());
  RecordingReader{*log, reading}.whole(exchanges);
}

void put_beside(Body& body, OutputFiles& files) {
  if (body.kept != Body::Kept::here || body.bytes.size() <= recording::most_inline_body) return;
  body.kept = Body::Kept::beside;
  body.digest = sha256(body.bytes);
  body.file = std::string{recording::bodies_folder} + "/" + body.digest;
  files[body.file] = std::move(body.bytes);
  body.bytes.clear();
}

/// Whom all of them went to; empty where they went to several.
std::string only_origin(std::span<const Exchange> exchanges) {
  for (const Exchange& exchange : exchanges)
    if (exchange.origin != exchanges.front().origin) return {};
  return exchanges.empty() ? std::string{} : exchanges.front().origin;
}

OutputFiles write_log(std::span<const Exchange> exchanges, Layout, Losses&) {
  OutputFiles files;
  recording::SessionHead head;
  head.redacted = false;
  head.target = only_origin(exchanges);
  head.program = "phantomime " + std::string{version()};
  std::string log;
  std::uint64_t session = 0;
  for (Exchange exchange : exchanges) {
    if (exchange.session != session) {
      head.session = session = exchange.session;
      head.began = exchange.began - exchange.since_start;
      log += recording::log_line(head);
    }
    put_beside(exchange.request.body, files);
    if (exchange.response) put_beside(exchange.response->body, files);
    log += recording::log_line(exchange);
  }
  if (exchanges.empty()) log = recording::log_line(head);
  files[std::string{recording::log_name}] = std::move(log);
  return files;
}

}  // namespace

ExchangeFormat recording_format() noexcept {
  ExchangeFormat format;
  format.name = "recording";
  format.summary = "a folder as 'phantomime record' writes it";
  format.recognises = is_recording;
  format.read = read_log;
  format.write = write_log;
  return format;
}

}  // namespace phantomime::formats
