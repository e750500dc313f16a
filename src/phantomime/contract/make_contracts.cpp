#include "phantomime/contract/make_contracts.hpp"

#include <algorithm>
#include <utility>

#include "phantomime/contract/answers_contract.hpp"
#include "phantomime/contract/apply_rules.hpp"
#include "phantomime/contract/collection_fields.hpp"
#include "phantomime/contract/compare.hpp"
#include "phantomime/contract/documented_tables.hpp"
#include "phantomime/contract/header_policy.hpp"
#include "phantomime/contract/infer.hpp"
#include "phantomime/contract/samples.hpp"

namespace phantomime::contract {
namespace {

using scenario::Stub;

std::string request_of(const Stub& stub) {
  std::string text;
  for (const std::string& method : stub.request.methods) text += (text.empty() ? "" : "|") + method;
  if (text.empty()) text = "ANY";
  return text + ' ' + (stub.request.path ? stub.request.path->text() : "*");
}

bool is_success(int status) { return status >= 200 && status < 300; }

/// Makes the contract of one stub.
class Maker {
 public:
  Maker(const std::shared_ptr<const scenario::Edition>& edition, std::uint32_t number, const Learned& learned,
        Errors& errors)
      : edition_{edition},
        scenario_{edition->scenario()},
        stub_{scenario_.stubs[number]},
        number_{number},
        learned_{learned},
        errors_{errors} {}

  Contract make() {
    contract_.stub = stub_.name;
    contract_.stub_number = number_;
    contract_.request = request_of(stub_);
    contract_.where = stub_.where;
    contract_.rules = stub_.contracts;
    contract_.origins.push_back({Origin::Kind::answer, strength(), "stub '" + stub_.name + "'", stub_.where});
    answers_ = answers_of(edition_, number_);
    fixtures_ = fixtures_of(scenario_, stub_);
    take_status();
    take_headers();
    take_body();
    const std::size_t before = errors_.size();
    add_tables();
    for (const auto& rules : stub_.contracts) apply_rules(contract_, *rules, errors_);
    apply_learned(contract_, learned_, errors_);
    find_listing();
    if (errors_.size() == before) check_samples();
    return std::move(contract_);
  }

 private:
  [[nodiscard]] Provenance strength() const {
    return stub_.provenance == Provenance::unstated ? Provenance::assumed : stub_.provenance;
  }

  void take_status() {
    for (const Sample& answer : answers_)
      if (answer.request.target == answers_.front().request.target &&
          std::find(contract_.statuses.begin(), contract_.statuses.end(), answer.status) == contract_.statuses.end())
        contract_.statuses.push_back(answer.status);
    if (answers_.empty()) {
      contract_.unknown.emplace_back("no request that reaches the stub is known: nothing could be played");
      if (!stub_.response.is_templated() && stub_.response.sequence.empty())
        contract_.statuses = {stub_.response.status};
    }
    if (contract_.statuses.empty()) return;
    const auto success = std::find_if(contract_.statuses.begin(), contract_.statuses.end(), is_success);
    contract_.shaped_status = success == contract_.statuses.end() ? contract_.statuses.front() : *success;
  }

  /// Whether the pack's defaults bring the line: then nobody says of this stub that it was recorded so.
  [[nodiscard]] bool is_default(const http::Header& line) const {
    const auto& defaults = scenario_.packs[stub_.pack].default_response.headers;
    return std::any_of(defaults.begin(), defaults.end(), [&](const directives::HeaderSpec& header) {
      return http::same_name(header.name, line.name) &&
             (header.kind != directives::HeaderSpec::Kind::literal || header.value == line.value);
    });
  }

  void take_headers() {
    const auto shown = std::find_if(answers_.begin(), answers_.end(),
                                    [&](const Sample& answer) { return answer.status == contract_.shaped_status; });
    if (shown == answers_.end()) return;
    for (const http::Header line : shown->headers) {
      if (header_policy(line.name) == HeaderPolicy::ignored) continue;
      const bool recorded = stub_.provenance == Provenance::recorded && !is_default(line);
      contract_.origins.push_back({Origin::Kind::answer, recorded ? Provenance::recorded : Provenance::assumed,
                                   "header of the stub '" + stub_.name + "'",
                                   stub_.response.headers_where.source ? stub_.response.headers_where : stub_.where});
      HeaderExpectation header;
      header.name = line.name;
      header.value = std::string{line.value};
      header.origin = static_cast<OriginNumber>(contract_.origins.size() - 1);
      // A line that a template or the clock writes says only that it is there.
      for (const Sample& other : answers_)
        if (other.status == contract_.shaped_status && other.headers.find(line.name) != line.value)
          header.value.reset();
      contract_.headers.push_back(std::move(header));
    }
  }

  /// Widens the shape by a sample; false where its body is no JSON.
  bool add(Shape& shape, const Sample& sample, OriginDetail detail) {
    const auto json = read_located_json(*sample.body);
    if (!json) return false;
    Inference{contract_.origins}.add(shape, *json, sample.origin, detail);
    return true;
  }

  void take_body() {
    Shape played, printed;
    bool any_played = false, any_printed = false, opaque = false, empty = false;
    std::string last;
    for (const Sample& answer : answers_) {
      if (answer.status != contract_.shaped_status) continue;
      empty = empty || answer.body->empty();
      // Rows that are told alike teach nothing twice.
      if (answer.body->empty() || *answer.body == last) continue;
      last = *answer.body;
      if (add(played, answer, OriginDetail::whole))
        any_played = true;
      else
        opaque = true;
    }
    for (const Sample& fixture : fixtures_)
      any_printed = add(printed, fixture, OriginDetail::each_value) || any_printed;
    if (opaque && !any_played) {
      contract_.body = Contract::Body::opaque;
      contract_.unknown.emplace_back("its body is no JSON: only status and headers are compared");
      return;
    }
    if (!any_played && !any_printed) {
      contract_.body = empty ? Contract::Body::none : Contract::Body::unknown;
      return;
    }
    contract_.body = Contract::Body::json;
    if (scenario_.model) {
      row_tables(played);
      apply_fields(played, *scenario_.model, strength(), contract_.origins);
    }
    if (any_printed) Inference::lay_over(played, std::move(printed));
    Inference::finish(played);
    contract_.shape = std::move(played);
  }

  void row_tables(const Shape& played) {
    if (const state::Collection* const row = collection_of(played, *scenario_.model))
      if (!row->table.empty()) table_names_.push_back(row->table);
  }

  void add_tables() {
    if (contract_.body != Contract::Body::json) return;
    for (const Sample& fixture : fixtures_)
      for (const auto& fact : scenario_.facts.fixtures)
        if (!fact.table.empty() && fact.rows.empty() && scenario_.fixture_bytes.count(fact.path) &&
            scenario_.fixture_bytes.at(fact.path) == fixture.body)
          table_names_.push_back(fact.table);
    for (const auto* table : tables_of(scenario_.facts, stub_, table_names_))
      apply_table(contract_, *table, scenario_.facts, errors_);
  }

  /// Where the rows of a list stand, and how they are asked for.
  void find_listing() {
    const state::Collection* const listed = listed_collection(scenario_, stub_);
    if (!listed || !listed->grammar || contract_.body != Contract::Body::json) return;
    for (const MemberShape& member : contract_.shape.members) {
      if (!member.shape.types.has(LocatedJson::Type::array)) continue;
      const state::QueryGrammar& query = listed->grammar->query;
      Listing listing;
      listing.rows.steps.push_back({Place::Step::Kind::member, member.name, 0});
      listing.sort = query.sort;
      listing.order = query.order;
      listing.descending = query.descending;
      listing.page = query.page;
      listing.page_size = query.page_size;
      listing.first_page = query.first_page;
      listing.default_page_size = query.default_page_size;
      listing.zero_is_all = query.zero_is_all;
      contract_.origins.push_back(
          {Origin::Kind::collection,
           stub_.provenance == Provenance::recorded ? Provenance::recorded : Provenance::assumed,
           "grammar '" + query.name + "'", listed->grammar->where});
      listing.origin = static_cast<OriginNumber>(contract_.origins.size() - 1);
      contract_.listing = std::move(listing);
      return;
    }
  }

  /// What a contract is made of must keep it: a rule that its own fixture breaks contradicts it.
  void check_samples() {
    const auto check = [&](const Sample& sample, const Observed& observed) {
      for (const Finding& finding : compare(contract_, observed).findings) {
        if (finding.impact != Impact::breaking) continue;
        // What a page does not print may be there all the same; only a table or a rule that wants it contradicts it.
        if (observed.printed && finding.kind == FindingKind::missing &&
            (finding.origin.kind == Origin::Kind::answer || finding.origin.kind == Origin::Kind::collection))
          continue;
        const bool told = std::any_of(errors_.begin(), errors_.end(), [&](const Error& error) {
          return error.where && error.where->to_string() == finding.origin.where.to_string();
        });
        if (told) continue;
        errors_.push_back(
            {ErrorCode::conflict,
             "the contract of '" + stub_.name + "' contradicts " +
                 (sample.origin.kind == Origin::Kind::fixture ? "its own fixture at " : "what the pack answers at ") +
                 finding.place + ": expected " + finding.expected + ", found " + finding.actual,
             finding.origin.where, "mend the rule or the answer; that is at " + sample.origin.where.to_string()});
      }
    };
    for (const Sample& answer : answers_)
      if (answer.status == contract_.shaped_status) check(answer, answer.observed());
    for (Sample& fixture : fixtures_) {
      // A fixture is a body alone: status, headers, and the moment are those of an answer.
      if (answers_.empty()) continue;
      Sample whole = answers_.front();
      whole.body = fixture.body;
      whole.status = contract_.shaped_status;
      whole.origin = fixture.origin;
      Observed observed = whole.observed();
      observed.printed = true;
      check(whole, observed);
    }
  }

  std::shared_ptr<const scenario::Edition> edition_;
  const scenario::Scenario& scenario_;
  const Stub& stub_;
  std::uint32_t number_;
  const Learned& learned_;
  Errors& errors_;
  Contract contract_;
  std::vector<Sample> answers_, fixtures_;
  std::vector<std::string> table_names_;
};

}  // namespace

const Contract* Contracts::find(std::string_view stub) const noexcept {
  const auto found =
      std::find_if(contracts.begin(), contracts.end(), [&](const Contract& one) { return one.stub == stub; });
  return found == contracts.end() ? nullptr : &*found;
}

Contracts make_contracts(const std::shared_ptr<const scenario::Edition>& edition, const Learned& learned) {
  Contracts made;
  const auto stubs = static_cast<std::uint32_t>(edition->scenario().stubs.size());
  for (std::uint32_t stub = 0; stub < stubs; ++stub)
    made.contracts.push_back(Maker{edition, stub, learned, made.errors}.make());
  return made;
}

Contract make_contract(const std::shared_ptr<const scenario::Edition>& edition, std::uint32_t stub,
                       const Learned& learned, Errors& errors) {
  return Maker{edition, stub, learned, errors}.make();
}

Contract contract_of_answer(std::string_view stub, std::string_view request, int status, const http::Headers& headers,
                            std::string_view body, Provenance strength, const Location& where) {
  AnswersContract contract{stub, request, status, strength};
  contract.add(headers, body, where);
  return std::move(contract).finish();
}

}  // namespace phantomime::contract
