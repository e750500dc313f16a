#include "phantomime/cli/record_summary.hpp"

#include <set>

#include <fmt/format.h>

#include "phantomime/recording/log_reader.hpp"

namespace phantomime::cli {
namespace {

/// What the log holds.
struct Tally {
  std::uint64_t exchanges = 0;
  std::size_t secrets = 0;  ///< different ones
};

Result<Tally> tally_of(const FileStore& files, const std::string& folder) {
  /// Beyond so many the count is a lower bound: a log of any length is read with bounded memory.
  constexpr std::size_t most_told_apart = 100'000;
  auto reader = recording::LogReader::open(files, folder);
  if (!reader) return reader.error();
  Tally tally;
  std::set<std::size_t> placeholders;
  for (;;) {
    auto next = reader->next();
    if (!next) return next.error();
    if (!*next) break;
    ++tally.exchanges;
    for (const auto& secret : (*next)->secrets)
      if (placeholders.size() < most_told_apart) placeholders.insert(std::hash<std::string>{}(secret.placeholder));
  }
  tally.secrets = placeholders.size();
  return tally;
}

}  // namespace

}  // namespace phantomime::cli
