#include "phantomime/server/verifier/clean_up.hpp"

#include <algorithm>
#include <utility>

#include "phantomime/base/json.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/contract/plan_parts.hpp"
#include "phantomime/contract/target.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/server/verifier/detection.hpp"
#include "phantomime/server/verifier/list_pages.hpp"

namespace phantomime::server {
namespace {

constexpr std::size_t most_pages = 1000;
/// No server takes longer to carry out what it was asked.
constexpr std::chrono::minutes longest_making{10};

bool is_gone(int status) { return status == 404 || status == 410; }

/// The path's capture with this value.
matchers::Captures captures_of(const scenario::Stub& stub, const std::string& id) {
  matchers::Captures captures;
  if (stub.request.path)
    for (const std::string& name : stub.request.path->capture_names()) captures.emplace_back(name, id);
  return captures;
}

/// Adds the ids of rows that carry the marker; false where some row does not, so that nobody filtered them.
bool gather(const Json& page, const contract::RowsAt& at, const std::string& shown, const std::string& marker,
            std::vector<std::string>& ids) {
  const Json* rows = &page;
  if (!at.rows.empty()) {
    const auto member = page.is_object() ? page.find(at.rows) : page.end();
    if (member == page.end()) return true;
    rows = &*member;
  }
  bool all = true;
  if (!rows->is_array()) return all;
  for (const Json& row : *rows) {
    const auto text = row.is_object() ? row.find(shown) : row.end();
    const bool carries = text != row.end() && text->is_string() && *text == marker;
    all = all && carries;
    if (!carries) continue;
    const auto id = row.find(at.id);
    if (id != row.end() && (id->is_string() || id->is_number()))
      ids.push_back(id->is_string() ? id->get<std::string>() : json_text(*id));
  }
  return all;
}

}  // namespace

const contract::Planned* CleanUp::planned(std::optional<std::uint32_t> stub) const {
  const auto found = std::find_if(plan_.items.begin(), plan_.items.end(),
                                  [&](const contract::Planned& item) { return item.stub == stub; });
  return found == plan_.items.end() ? nullptr : &*found;
}

Result<std::vector<Cleaned>> CleanUp::clean(std::vector<LedgerEntry> entries) {
  std::vector<Cleaned> cleaned;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    const auto flow = std::find_if(flows_.begin(), flows_.end(), [&](const contract::Flow& one) {
      return tools_.scenario.stubs[one.create].name == entry->stub;
    });
    const std::size_t before = cleaned.size();
    if (flow == flows_.end() || !planned(flow->destroy) || !planned(flow->list))
      cleaned.push_back({*entry, entry->id, Cleaned::Fate::left,
                         "this pack has no flow of '" + entry->stub + "': name the pack that it was made with"});
    else
      clean(*entry, *flow, cleaned);
    const bool all_gone = std::none_of(
        cleaned.begin() + static_cast<std::ptrdiff_t>(before), cleaned.end(),
        [](const Cleaned& one) { return one.fate == Cleaned::Fate::left || one.fate == Cleaned::Fate::pending; });
    if (!all_gone) continue;
    if (auto noted = ledger_.gone(entry->marker); !noted) return noted.error();
  }
  return cleaned;
}

void CleanUp::clean(const LedgerEntry& entry, const contract::Flow& flow, std::vector<Cleaned>& cleaned) {
  if (!entry.id.empty()) {
    cleaned.push_back(take_away(flow, entry, entry.id));
    return;
  }
  auto ids = find(flow, entry.marker);
  if (!ids) {
    cleaned.push_back({entry, {}, Cleaned::Fate::left, ids.error().what});
    return;
  }
  for (const std::string& id : *ids) cleaned.push_back(take_away(flow, entry, id));
  if (!ids->empty()) return;
  const bool over = entry.answered || clock_.now() - entry.at > longest_making;
  cleaned.push_back({entry, {}, over ? Cleaned::Fate::absent : Cleaned::Fate::pending, {}});
}

/// By the filter; where the server does not filter, by reading the list through.
Result<std::vector<std::string>> CleanUp::find(const contract::Flow& flow, const std::string& marker) {
  const contract::Planned& list = *planned(flow.list);
  const contract::Contract& contract = tools_.judgement.contracts().contracts[*flow.list];
  const auto at = contract::rows_at(contract, "id").value_or(contract::RowsAt{"", "id"});
  std::vector<std::string> ids;
  http::Request request = list.asked;
  const std::string query = contract::marker_query(flow, tools_.scenario, marker);
  if (!query.empty()) {
    request.target += (request.target.find('?') == std::string::npos ? '?' : '&') + query;
    auto answer = tools_.asker.ask(request, tools_.identity);
    if (!answer) return answer.error();
    if (refuses(answer->status)) return login_failed(request, answer->status, tools_.identity);
    const auto page = succeeded(answer->status) ? parse_json(answer->body) : Result<Json>{Error{}};
    if (page && gather(*page, at, flow.shown, marker, ids)) return ids;
    ids.clear();
  }
  auto first = tools_.asker.ask(list.asked, tools_.identity);
  if (!first) return first.error();
  if (refuses(first->status)) return login_failed(list.asked, first->status, tools_.identity);
  const auto page = succeeded(first->status) ? parse_json(first->body) : Result<Json>{Error{}};
  if (!page) return Error{ErrorCode::bad_value, contract.request + " gave no list: " + describe_answer(*first), {}, ""};
  if (!contract.listing) {
    gather(*page, at, flow.shown, marker, ids);
    return ids;
  }
  const ListPages all = fetch_pages(*contract.listing, list.asked, *first, tools_.asker, tools_.identity, most_pages);
  if (!all.missing.empty()) return Error{ErrorCode::bad_value, "the list was not read through: " + all.missing, {}, ""};
  for (const auto& one : all.pages) gather(*one, at, flow.shown, marker, ids);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

Result<LiveAnswer> CleanUp::ask_one(const contract::Planned& item, const std::string& id) {
  const scenario::Stub& stub = tools_.scenario.stubs[item.stub];
  http::Request request = item.asked;
  auto target = contract::target_with(stub, item.asked, captures_of(stub, id));
  if (!target) return Error{ErrorCode::bad_value, "its path takes no id", {}, ""};
  request.target = std::move(*target);
  return tools_.asker.ask(request, tools_.identity);
}

Cleaned CleanUp::take_away(const contract::Flow& flow, const LedgerEntry& entry, const std::string& id) {
  Cleaned cleaned{entry, id, Cleaned::Fate::left, {}};
  const contract::Planned& destroy = *planned(flow.destroy);
  CheckedItem done = check_item(destroy, {captures_of(tools_.scenario.stubs[destroy.stub], id)}, tools_);
  const int status = done.status;
  const std::string why = done.failure ? done.failure->what : std::to_string(status);
  const std::string said = http::redact_body(done.body, 200);
  if (on_delete && !is_gone(status)) on_delete(std::move(done));
  if (is_gone(status)) {
    cleaned.fate = Cleaned::Fate::deleted;
    cleaned.why = "it was gone already";
    return cleaned;
  }
  if (!succeeded(status)) {
    cleaned.why = "DELETE got " + why + (said.empty() ? "" : ": " + said);
    return cleaned;
  }
  cleaned.fate = Cleaned::Fate::deleted;
  if (const contract::Planned* const one = planned(flow.one))
    if (auto again = ask_one(*one, id); again && succeeded(again->status)) cleaned.fate = Cleaned::Fate::soft;
  return cleaned;
}

std::string describe(const Cleaned& cleaned, const contract::Contracts& contracts,
                     const std::vector<contract::Flow>& flows) {
  std::string what = cleaned.entry.stub;
  for (const contract::Flow& flow : flows) {
    const contract::Contract& create = contracts.contracts[flow.create];
    if (create.stub == cleaned.entry.stub) what = create.request;
  }
  if (!cleaned.id.empty()) what += " id " + cleaned.id;
  what += ", " + cleaned.entry.marker;
  switch (cleaned.fate) {
    case Cleaned::Fate::deleted:
      return printable("deleted: " + what + (cleaned.why.empty() ? "" : " (" + cleaned.why + ")"));
    case Cleaned::Fate::soft:
      return printable("deleted softly, it can still be read: " + what);
    case Cleaned::Fate::absent:
      return printable("not there: " + what);
    case Cleaned::Fate::pending:
      return printable("not there: " + what + " (its answer never came: a clean-up in ten minutes looks once more)");
    case Cleaned::Fate::left:
      break;
  }
  return printable("LEFT BEHIND: " + what + ": " + cleaned.why);
}

}  // namespace phantomime::server
