#include "phantomime/cli/record_summary.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "phantomime/cli/shown_text.hpp"
#include "phantomime/recording/log_reader.hpp"
#include "phantomime/recording/playing/recorded_scenario.hpp"
#include "phantomime/recording/redaction/leak_check.hpp"
#include "phantomime/server/pack_folder.hpp"
#include "phantomime/server/recording_scrub.hpp"

namespace phantomime::cli {
namespace {

/// A longer recording is one of load and not of a session: its pack would take minutes and gigabytes to make.
constexpr std::uint64_t most_generalised = 20'000;
constexpr std::size_t most_body = 16u << 20;
/// So many take seconds: whoever waits is told for what.
constexpr std::uint64_t many_exchanges = 2000;

/// What the log holds.
struct Tally {
  std::uint64_t exchanges = 0;
  std::size_t secrets = 0;  ///< different ones
};

Result<Tally> tally_of(const FileStore& files, const std::string& folder) {
  /// Beyond so many the count is a lower bound: a log of any length is read with bounded memory.
  constexpr std::size_t most_told_apart = 100'000;
  Tally tally;
  std::set<std::size_t> placeholders;
  const auto count = [&](const recording::Exchange& exchange, const recording::LogReader&) {
    ++tally.exchanges;
    for (const auto& secret : exchange.secrets)
      if (placeholders.size() < most_told_apart) placeholders.insert(std::hash<std::string>{}(secret.placeholder));
    return Result<void>{};
  };
  if (auto read = recording::for_each_exchange(files, folder, count); !read) return read.error();
  tally.secrets = placeholders.size();
  return tally;
}

std::string counted(std::size_t count, std::string_view one, std::string_view more) {
  return fmt::format("{} {}", count, count == 1 ? one : more);
}

/// A recording that did not end as it should: no pack is made of half a session on a disk that is full.
ExitCode tell_failure(Context& context, const RecordEnd& end) {
  context.err << fmt::format("{} → {}/: the recording ended before its time\n",
                             counted(end.counts.log.written, "exchange", "exchanges"), visible(end.folder));
  if (end.counts.unrecorded > 0)
    context.err << fmt::format("{} {} passed on unrecorded\n", counted(end.counts.unrecorded, "exchange", "exchanges"),
                               end.counts.unrecorded == 1 ? "was" : "were");
  context.err << std::flush;
  return ExitCode::runtime;
}

/// Makes the pack beside the log; what there is to say of it.
Result<std::string> keep_pack(Context& context, const std::string& folder, const Tally& tally) {
  if (tally.exchanges == 0) return std::string{"nothing to play"};
  if (tally.exchanges > most_generalised)
    return fmt::format("no pack (more than {} exchanges; phantomime learn makes one)", most_generalised);
  auto recording = recording::read_recording(context.files, folder, most_body);
  if (!recording) return recording.error();
  if (std::none_of(recording->exchanges.begin(), recording->exchanges.end(), recording::is_playable))
    return std::string{"nothing to play"};
  const auto summary = server::keep_recorded_pack({&*recording, 1}, folder);
  if (!summary) return summary.error();
  for (const std::string& left_out : summary->left_out) context.err << "not played: " << visible(left_out) << '\n';
  for (const std::string& differing : summary->differing)
    context.err << "played otherwise than it was recorded: " << visible(differing) << '\n';
  return counted(summary->stubs, "stub", "stubs") + ", " + counted(summary->sequences, "sequence", "sequences");
}

/// A secret may show itself as one only after it was written: a token in an answer that nothing calls so, and then in a
/// header that does. Such ones are taken out now, before a pack is made. False: there were none.
Result<bool> take_out_late_secrets(Context& context, const RecordEnd& end, const recording::LeakReport& report) {
  if (std::none_of(report.leaks.begin(), report.leaks.end(), [](const auto& leak) { return leak.exchange > 0; }))
    return false;
  const auto scrubbed = server::scrub_recording(context.files, end.folder, *end.redactor);
  if (!scrubbed) return scrubbed.error();
  context.err << fmt::format("{} written before it showed that they held a secret: replaced now\n",
                             counted(scrubbed->changed, "exchange was", "exchanges were"));
  return true;
}

/// The check of what was recorded; once more where something had to be taken out of it.
Result<std::unique_ptr<recording::LeakCheck>> checked_log(Context& context, const RecordEnd& end,
                                                          std::vector<std::string>& known) {
  const auto look = [&]() -> Result<std::unique_ptr<recording::LeakCheck>> {
    known = end.redactor->known_secrets();
    auto check = std::make_unique<recording::LeakCheck>(context.files, end.folder, end.redactor->rules(), known);
    if (auto looked = check->log(); !looked) return looked.error();
    return check;
  };
  auto check = look();
  if (!check) return check;
  const auto taken_out = take_out_late_secrets(context, end, (*check)->report());
  if (!taken_out) return taken_out.error();
  return *taken_out ? look() : std::move(check);
}

/// Looks for what is left, tells each place; how many there are.
std::size_t tell_leaks(Context& context, const recording::LeakReport& report) {
  for (const auto& leak : report.leaks) {
    const std::string place = leak.exchange > 0 ? fmt::format("exchange {}", leak.exchange)
                                                : fmt::format("{}:{}", visible(leak.file), leak.line);
    context.err << fmt::format("a secret is left: {} in {}{}\n", leak.kind, place,
                               leak.where.empty() ? "" : ", " + visible(leak.where));
  }
  for (const std::string& unread : report.unread)
    context.err << "leak check: not looked at: " << visible(unread) << '\n';
  return report.leaks.size();
}

std::string leaks_text(const recording::LeakReport& report) {
  if (report.leaks.empty())
    return report.unread.empty() ? "0 left (leak check passed)" : "0 left as far as could be looked at";
  return fmt::format("{}{} LEFT (leak check failed: phantomime scrub with --rules cleans it)", report.leaks.size(),
                     report.more ? " and more" : "");
}

}  // namespace

ExitCode finish_recording(Context& context, const RecordEnd& end) {
  if (end.failure) return tell_failure(context, end);
  const auto fail = [&context](const Error& error) {
    report(context, {error});
    return ExitCode::runtime;
  };
  if (end.counts.log.written >= many_exchanges)
    context.err << fmt::format("looking through {} exchanges and making their pack…\n", end.counts.log.written)
                << std::flush;
  std::vector<std::string> known;
  std::unique_ptr<recording::LeakCheck> leaks;
  if (end.redactor) {
    auto check = checked_log(context, end, known);
    if (!check) return fail(check.error());
    leaks = *std::move(check);
  }
  const auto tally = tally_of(context.files, end.folder);
  if (!tally) return fail(tally.error());
  const auto pack = keep_pack(context, end.folder, *tally);
  if (!pack) return fail(pack.error());
  std::string text =
      fmt::format("{} → {}/: {}", counted(tally->exchanges, "exchange", "exchanges"), visible(end.folder), *pack);
  ExitCode code = ExitCode::ok;
  if (!leaks) {
    text += ", redaction was off";
  } else {
    if (const auto looked = leaks->rest(); !looked) return fail(looked.error());
    if (tell_leaks(context, leaks->report()) > 0) code = ExitCode::findings;
    text += fmt::format(", {} replaced, {}", counted(tally->secrets, "secret", "secrets"), leaks_text(leaks->report()));
  }
  context.err << text << '\n' << std::flush;
  return code;
}

}  // namespace phantomime::cli
