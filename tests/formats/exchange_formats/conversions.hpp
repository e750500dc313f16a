#pragma once

#include <string>
#include <vector>

#include "phantomime/directives/content_coding.hpp"
#include "phantomime/formats/exchange_formats/conversion.hpp"
#include "phantomime/recording/log_line.hpp"

#include "../../support/exchanges.hpp"
#include "../../support/memory_file_store.hpp"

namespace phantomime::testing_support {

/// The files of an output below `root`; the one that is no folder is `root` itself.
inline MemoryFileStore stored(const formats::OutputFiles& files, const std::string& root) {
  MemoryFileStore store;
  for (const auto& [path, bytes] : files) store.add(path.empty() ? root : root + "/" + path, bytes);
  return store;
}

inline const formats::ExchangeFormat& format_named(std::string_view name) {
  for (const auto& format : formats::exchange_formats())
    if (format.name == name) return format;
  std::abort();
}

struct ReadBack {
  std::vector<recording::Exchange> exchanges;
  Errors errors;
  std::vector<formats::Losses::Loss> losses;
  std::vector<formats::Reading::LeftOut> left_out;
  std::vector<std::string> warnings;
  [[nodiscard]] bool lost(std::string_view what) const {
    for (const auto& loss : losses)
      if (loss.what.find(what) != std::string::npos) return true;
    return false;
  }
};

/// What a format reads of `path`.
inline ReadBack read_exchanges(const formats::ExchangeFormat& format, const FileStore& store, const std::string& path,
                               formats::Broken broken = formats::Broken::refused) {
  ReadBack result;
  auto input = formats::open_input(store, path);
  if (!input) {
    result.errors.push_back(input.error());
    return result;
  }
  formats::Reading reading{broken};
  format.read(*input, reading, result.exchanges);
  result.errors = reading.errors();
  result.losses = reading.losses().all();
  result.left_out = reading.left_out();
  result.warnings = reading.warnings();
  return result;
}

inline ReadBack read_text(std::string_view format, std::string text,
                          formats::Broken broken = formats::Broken::refused) {
  const MemoryFileStore store{{"file", std::move(text)}};
  return read_exchanges(format_named(format), store, "file", broken);
}

inline recording::Body body(std::string bytes) {
  recording::Body body;
  body.size = bytes.size();
  body.bytes = std::move(bytes);
  return body;
}

/// A POST of `sent` answered by `answer`.
inline recording::Exchange with_bodies(std::string sent, std::string answer) {
  recording::Exchange exchange = simple_exchange(1);
  exchange.request.method = "POST";
  exchange.request.headers.add("Content-Length", std::to_string(sent.size()));
  exchange.request.body = body(std::move(sent));
  exchange.response->headers.set("Content-Length", std::to_string(answer.size()));
  exchange.response->body = body(std::move(answer));
  return exchange;
}

}  // namespace phantomime::testing_support
