#include "phantomime/cli/diff_exchanges.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "phantomime/contract/answers_contract.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/reports/contract_tally.hpp"
#include "phantomime/reports/contract_words.hpp"

namespace phantomime::cli {
namespace {

using contract::Contract;
using formats::ExchangeSource;
using formats::SaidAnswer;
using recording::RequestPairs;
using reports::ContractReport;
using reports::ContractTally;

/// Past so many the disk is broken, and nobody reads on.
constexpr std::size_t most_problems = 100;

/// What a's requests of one kind were answered with: a contract for each status, and which status each got.
class KnownAnswers {
 public:
  static constexpr int unread = -1, silent = 0;

  KnownAnswers(ExchangeSource& source, std::string request, const std::vector<std::uint32_t>& places)
      : source_{source}, request_{std::move(request)}, places_{places}, statuses_(places.size(), unread) {}

  void read(Errors& problems) {
    for (std::size_t at = 0; at < places_.size() && problems.size() < most_problems; ++at) {
      auto answer = source_.answer(places_[at]);
      if (!answer)
        problems.push_back(answer.error());
      else if (answer->none.empty())
        take(*answer, statuses_[at] = answer->status);
      else
        statuses_[at] = silent;
    }
    for (auto& [status, answers] : made_) contracts_.emplace(status, std::move(answers).finish());
    made_.clear();
  }

  /// The status of the answer at a place: a number, `unread` or `silent`.
  [[nodiscard]] int status(std::uint32_t place) const {
    const auto found = std::lower_bound(places_.begin(), places_.end(), place);
    return statuses_[static_cast<std::size_t>(found - places_.begin())];
  }
  /// Null where no answer of this status had a body that was kept.
  [[nodiscard]] const Contract* contract(int status) const {
    const auto found = contracts_.find(status);
    return found == contracts_.end() ? nullptr : &found->second;
  }

 private:
  void take(const SaidAnswer& answer, int status) {
    if (answer.body_lost.empty() && answer.end == contract::Observed::End::complete)
      made_.try_emplace(status, request_, request_, status, Provenance::recorded)
          .first->second.add(answer.headers, answer.body, answer.where);
  }

  ExchangeSource& source_;
  std::string request_;
  const std::vector<std::uint32_t>& places_;  ///< in order
  std::vector<int> statuses_;                 ///< by index in places_
  std::map<int, contract::AnswersContract> made_;
  std::map<int, Contract> contracts_;
};

/// One kind of request, of both sides.
class KindDiff {
 public:
  KindDiff(ExchangeSource& a, ExchangeSource& b, std::string request, const RequestPairs& pairs, Errors& problems)
      : a_{a},
        b_{b},
        request_{std::move(request)},
        pairs_{pairs},
        problems_{problems},
        tally_{request_, request_, first_place()} {}

  ContractReport::Check check() {
    if (pairs_.pairs.empty()) return without_pairs();
    KnownAnswers known{a_, request_, pairs_.all_a};
    known.read(problems_);
    for (const RequestPairs::Pair& pair : pairs_.pairs) {
      if (problems_.size() >= most_problems) break;
      if (const int status = known.status(pair.a); status != KnownAnswers::unread) compare(pair, status, known);
    }
    ContractReport::Check made = std::move(tally_).finish("pair");
    if (made.outcome == ContractReport::Check::Outcome::not_run) made.why = "A has no answer to hold it against";
    return made;
  }

 private:
  [[nodiscard]] Location first_place() const {
    return pairs_.all_a.empty() ? b_.where(pairs_.only_b.front()) : a_.where(pairs_.all_a.front());
  }

  ContractReport::Check without_pairs() {
    ContractReport::Check made = std::move(tally_).finish("pair");
    const auto asked = [](std::size_t count) { return "asked " + reports::counted_words(count, "time"); };
    if (pairs_.all_a.empty()) {
      made.why = "only B asks for it (" + asked(pairs_.only_b.size()) + "): there is nothing to hold it against";
    } else {
      made.outcome = ContractReport::Check::Outcome::failed;
      made.why = "B does not ask for it (A " + asked(pairs_.only_a.size()) + ")";
    }
    return made;
  }

  void compare(const RequestPairs::Pair& pair, int status, const KnownAnswers& known) {
    auto answer = b_.answer(pair.b);
    if (!answer) return problems_.push_back(answer.error());
    if (status == KnownAnswers::silent) return tally_.unchecked("A has no answer to hold it against");
    if (!answer->none.empty())
      return tally_.add(status_comparison(pair, status, *answer, "no answer: " + http::redact_text(answer->none)));
    if (answer->status != status) {
      contract::Comparison comparison = status_comparison(pair, status, *answer, std::to_string(answer->status));
      comparison.unchecked.push_back("headers and body: they are those of the status " +
                                     std::to_string(answer->status));
      return tally_.add(std::move(comparison));
    }
    const Contract* const contract = known.contract(status);
    if (!contract) return tally_.unchecked("the bodies of A were not kept, or are cut off");
    if (answer->body_lost.empty()) return tally_.add(contract::compare(*contract, answer->observed()));
    tally_.unchecked("the body of B: " + answer->body_lost);
  }

  [[nodiscard]] contract::Comparison status_comparison(const RequestPairs::Pair& pair, int expected,
                                                       const SaidAnswer& answer, std::string actual) const {
    contract::Finding finding;
    finding.id = contract::finding_id(request_, "status", contract::FindingKind::status);
    finding.stub = request_;
    finding.request = answer.request.method + ' ' + http::redact_url(answer.request.target);
    finding.place = finding.general = "status";
    finding.kind = contract::FindingKind::status;
    finding.expected = std::to_string(expected);
    finding.actual = std::move(actual);
    finding.reason = "clients decide by the status";
    finding.origin = {contract::Origin::Kind::answer, Provenance::recorded, "the other answer", a_.where(pair.a)};
    contract::Comparison comparison;
    comparison.checked.add(Provenance::recorded);
    comparison.findings.push_back(std::move(finding));
    return comparison;
  }

  ExchangeSource& a_;
  ExchangeSource& b_;
  std::string request_;
  const RequestPairs& pairs_;
  Errors& problems_;
  ContractTally tally_;
};

/// `GET /rest/container/{id}` of `GET /rest/container/{}`.
std::string readable(std::string_view shape) {
  std::string text;
  for (const char c : shape) text += c == '}' && text.ends_with('{') ? std::string{"id}"} : std::string{c};
  return http::redact_text(text);
}

struct Counts {
  std::size_t pairs = 0, only_a = 0, only_b = 0;
};

void note_counts(const Counts& counts, ContractReport& report) {
  report.notes.push_back(reports::counted_words(counts.pairs, "pair") + " of requests; without a partner: " +
                         std::to_string(counts.only_a) + " of A, " + std::to_string(counts.only_b) + " of B");
}

}  // namespace

void diff_exchanges(ExchangeSource& a, ExchangeSource& b, const recording::ShapeNumbers& shapes, ContractReport& report,
                    Errors& problems) {
  const auto kinds = recording::pair_requests(a.keys(), b.keys());
  Counts counts;
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    const RequestPairs& pairs = kinds[kind];
    if (pairs.all_a.empty() && pairs.only_b.empty()) continue;
    counts.pairs += pairs.pairs.size();
    counts.only_a += pairs.only_a.size();
    counts.only_b += pairs.only_b.size();
    std::string request = readable(shapes.text(static_cast<std::uint32_t>(kind)));
    report.checks.push_back(KindDiff{a, b, std::move(request), pairs, problems}.check());
  }
  note_counts(counts, report);
}

}  // namespace phantomime::cli
