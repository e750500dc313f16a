#include "phantomime/formats/recorded_pack/recorded_pack.hpp"

#include <algorithm>

#include "phantomime/formats/recorded_pack/written.hpp"
#include "phantomime/recording/generalise/decoded_answer.hpp"
#include "phantomime/recording/generalise/naming.hpp"

namespace phantomime::formats {
namespace {

/// Each round makes stubs of what was answered wrongly literal, which may uncover that another one was too general.
constexpr int most_rounds = 4;

void count(const recording::PackDraft& draft, GeneralisedSummary& summary) {
  summary.stubs = draft.stubs.size();
  for (const recording::StubDraft& stub : draft.stubs) {
    const bool made = std::any_of(stub.answers.begin(), stub.answers.end(), [](const recording::AnswerDraft& answer) {
      return !answer.body.empty() || !answer.headers.empty();
    });
    summary.sequences += stub.answers.size() > 1 ? 1 : 0;
    summary.templates += made || stub.request.is_template ? 1 : 0;
  }
  summary.volatile_members = draft.volatile_members.size();
  summary.left_out = draft.left_out;
}

}  // namespace

Result<RecordedPack> make_recorded_pack(std::span<recording::Recording> recordings) {
  for (recording::Recording& recording : recordings)
    for (recording::Exchange& exchange : recording.exchanges) recording::decode_answer(exchange);
  recording::LiteralExchanges literal;
  RecordedPack pack;
  std::vector<Disagreement> wrong;
  for (int round = 0; round < most_rounds; ++round) {
    pack.draft = recording::generalise(recordings, literal);
    if (pack.draft.stubs.empty())
      return Error{ErrorCode::not_found, "the recording holds no exchange that could be played", std::nullopt,
                   "record something first"};
    pack.files = written_pack(pack.draft);
    auto found = disagreements(pack.files, pack.draft, recordings);
    if (!found) return found.error();
    wrong = std::move(*found);
    const std::size_t before = literal.size();
    for (const Disagreement& one : wrong) literal.insert(one.exchange);
    if (literal.size() == before) break;
  }
  count(pack.draft, pack.summary);
  pack.summary.literal = literal.size();
  for (const Disagreement& one : wrong)
    pack.summary.differing.push_back("exchange " + std::to_string(one.exchange->number) + " (" +
                                     recording::shown_request(*one.exchange) + "): " + one.what);
  pack.files.push_back(written_learned(pack.draft, recordings));
  return pack;
}

Result<GeneralisedSummary> write_pack_of(std::span<recording::Recording> recordings, const PackFileWriter& write) {
  auto pack = make_recorded_pack(recordings);
  if (!pack) return pack.error();
  for (const PackFile& file : pack->files)
    if (auto written = write(file); !written) return written.error();
  return std::move(pack->summary);
}

}  // namespace phantomime::formats
