#include "phantomime/cli/record_summary.hpp"

#include <set>

#include <fmt/format.h>

#include "phantomime/cli/shown_text.hpp"
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

std::string counted(std::size_t count, std::string_view one, std::string_view more) {
  return fmt::format("{} {}", count, count == 1 ? one : more);
}

/// A recording that did not end as it should: no pack is made of half a session on a disk that is full.
ExitCode tell_failure(Context& context, const RecordEnd& end) {
  context.err << fmt::format("{} → {}/: recording ended before its time\n",
                             counted(end.counts.log.written, "exchange", "exchanges"), visible(end.folder));
  if (end.counts.unrecorded > 0)
    context.err << fmt::format("{} {} passed on unrecorded\n", counted(end.counts.unrecorded, "exchange", "exchanges"),
                               end.counts.unrecorded == 1 ? "was" : "were");
  context.err << std::flush;
  return ExitCode::runtime;
}

}  // namespace

ExitCode finish_recording(Context& context, const RecordEnd& end) {
  if (end.failure) return tell_failure(context, end);
  const auto tally = tally_of(context.files, end.folder);
  if (!tally) {
    report(context, {tally.error()});
    return ExitCode::runtime;
  }
  const std::string secrets =
      end.redacted ? counted(tally->secrets, "secret", "secrets") + " replaced" : "redaction was off";
  context.err << fmt::format("{} → {}/: {}\n", counted(tally->exchanges, "exchange", "exchanges"), visible(end.folder),
                             secrets)
              << std::flush;
  return ExitCode::ok;
}

}  // namespace phantomime::cli
