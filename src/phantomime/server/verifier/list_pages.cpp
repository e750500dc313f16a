#include "phantomime/server/verifier/list_pages.hpp"

#include "phantomime/base/json.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::server {
namespace {

/// Rows that a page is asked for: few requests, and no answer that hurts.
constexpr std::int64_t rows_of_page = 100;
constexpr std::size_t most_rows = 100'000;

/// The rows of one page; null where they are not where the listing says.
const Json* rows_of(const Json& page, const contract::Listing& listing) {
  if (listing.rows.steps.empty() || !page.is_object()) return nullptr;
  const auto found = page.find(listing.rows.steps.front().name);
  return found != page.end() && found->is_array() ? &*found : nullptr;
}

/// The target with these two fields instead of what it says of them.
std::string page_target(const contract::Listing& listing, const std::string& target, std::int64_t page) {
  const std::size_t mark = target.find('?');
  std::string query;
  std::string_view rest = mark == std::string::npos ? std::string_view{} : std::string_view{target}.substr(mark + 1);
  while (!rest.empty()) {
    const std::size_t end = rest.find('&');
    const std::string_view field = rest.substr(0, end);
    const std::string name = http::percent_decode(field.substr(0, field.find('=')), true);
    if (!field.empty() && name != listing.page && name != listing.page_size) query.append(field).append("&");
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return target.substr(0, mark) + '?' + query + http::percent_encode(listing.page) + '=' + std::to_string(page) + '&' +
         http::percent_encode(listing.page_size) + '=' + std::to_string(rows_of_page);
}

}  // namespace

ListPages fetch_pages(const contract::Listing& listing, const http::Request& request, const LiveAnswer& first,
                      Asker& asker, Identity identity, std::size_t most) {
  ListPages all;
  auto parsed = parse_json(first.body);
  const Json* const rows = parsed ? rows_of(*parsed, listing) : nullptr;
  if (!rows) return {{}, "the rows of the list were not found", 0};
  if (listing.page.empty() || listing.page_size.empty())
    return {{}, "the pack does not say how pages are asked for", 0};
  if (static_cast<std::int64_t>(rows->size()) < listing.default_page_size) {
    all.pages.push_back(std::make_shared<const Json>(std::move(parsed).value()));
    return all;
  }
  std::string last;
  std::size_t seen = 0;
  for (std::int64_t page = listing.first_page; all.requests < most; ++page) {
    http::Request next = request;
    next.target = page_target(listing, request.target, page);
    ++all.requests;
    auto answer = asker.ask(next, identity);
    if (!answer) return {{}, "a page did not come: " + answer.error().what, all.requests};
    auto body =
        answer->status == first.status ? parse_json(answer->body) : Result<Json>{Error{ErrorCode::syntax, "", {}, ""}};
    const Json* const more = body ? rows_of(*body, listing) : nullptr;
    if (!more) return {{}, "a page got " + std::to_string(answer->status) + " or has no rows", all.requests};
    // A server that knows no pages gives the same again and again.
    if (more->empty() || answer->body == last) return all;
    seen += more->size();
    if (seen > most_rows) break;
    last = std::move(answer->body);
    all.pages.push_back(std::make_shared<const Json>(std::move(body).value()));
  }
  return {{}, "the list has more than " + std::to_string(most) + " pages (--page-limit)", all.requests};
}

}  // namespace phantomime::server
